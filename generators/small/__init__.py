"""Backend "small": key-step images and clips from the project's own trained transformer.

model.py    the transformer       sampler.py   noise to frames
prompt.py   a step -> its text    scene.py     where it happens, as picture and as frame
frames.py   all key images of a skill at once; clips
enlarge.py  128 px -> a picture   backend.py   request in, artefact out
"""
