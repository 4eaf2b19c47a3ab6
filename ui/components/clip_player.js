// Fills the clip once per file; what the learner set (loop, speed) stays from step to step.
const kept = (globalThis.__keystepClip ??= { loop: false, speed: "1" });

export default function ({ data, parentElement }) {
  const video = parentElement.querySelector("video");
  const loop = parentElement.querySelector("#loop");
  const speed = parentElement.querySelector("#speed");

  const apply = () => {
    video.loop = loop.checked = kept.loop;
    speed.value = kept.speed;
    video.playbackRate = video.defaultPlaybackRate = Number(kept.speed);
  };
  if (video.dataset.clip !== data.clip) {
    video.dataset.clip = data.clip;
    video.replaceChildren();
    const track = document.createElement("track");
    Object.assign(track, { kind: "captions", label: "Captions", srclang: "en", src: data.captions });
    track.default = true;
    video.append(track);
    video.muted = true;
    video.poster = data.poster;
    video.src = data.clip;
    video.setAttribute("aria-label", data.alt);
  }
  loop.onchange = () => { kept.loop = loop.checked; apply(); };
  speed.onchange = () => { kept.speed = speed.value; apply(); };
  apply();
}
