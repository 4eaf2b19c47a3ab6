"""Demonstration-driven transfer with action latents (delta-Diffusion, arXiv 2412.09551)."""
