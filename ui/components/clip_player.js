// Fills the clip once per file; what the learner set (loop, speed, motion) stays from step to step.
const kept = (globalThis.__keystepClip ??= { loop: false, speed: "1", moves: false });

// Films of one group run, jump and change speed as one, so that the eye can compare them.
const CHANGED = "keystep-clip";

function follow(video, group, apply) {
  const tell = () => document.dispatchEvent(new CustomEvent(CHANGED, { detail: { video, group } }));
  const hear = ({ detail: { video: other, group: theirs } }) => {
    if (theirs !== group || other === video) return;
    apply();
    if (Math.abs(other.currentTime - video.currentTime) > 0.15) video.currentTime = other.currentTime;
    if (other.paused && !other.ended) video.pause();
    else if (!other.paused && video.paused) video.play().catch(() => {});
  };
  const told = ["play", "pause", "seeked", "change"];
  for (const name of told) video.addEventListener(name, tell);
  document.addEventListener(CHANGED, hear);
  return () => {
    for (const name of told) video.removeEventListener(name, tell);
    document.removeEventListener(CHANGED, hear);
  };
}

// Only the seconds from start to end are played; then it stops, or begins again in a loop.
function keepTo(video, [start, end]) {
  const begin = () => {
    if (video.currentTime < start - 0.05 || video.currentTime >= end) video.currentTime = start;
  };
  const watch = () => {
    if (video.currentTime >= end && !video.seeking) {
      if (video.loop) video.currentTime = start;
      else video.pause();
    }
    if (!video.paused) requestAnimationFrame(watch);
  };
  const play = () => { begin(); watch(); };
  video.addEventListener("play", play);
  video.addEventListener("loadedmetadata", begin);
  begin();
  return () => {
    video.removeEventListener("play", play);
    video.removeEventListener("loadedmetadata", begin);
  };
}

// Three stills in place of the clip while the learner's system asks for less motion.
const lessMotion = matchMedia("(prefers-reduced-motion: reduce)");

function calm(figure, video, data) {
  const stills = figure.querySelector("img");
  const button = figure.querySelector("button");
  const apply = () => {
    const offered = Boolean(data.stills) && lessMotion.matches;
    const still = offered && !kept.moves;
    figure.classList.toggle("still", still);
    stills.hidden = !still;
    button.hidden = !offered;
    button.textContent = still ? "Show the moving clip" : "Show it as three pictures";
    if (still) video.pause();
  };
  if (data.stills && stills.getAttribute("src") !== data.stills) stills.src = data.stills;
  stills.alt = data.stills ? `Three pictures: before, during and after. ${data.alt}` : "";
  button.onclick = () => { kept.moves = !kept.moves; apply(); };
  lessMotion.addEventListener("change", apply);
  apply();
  return () => lessMotion.removeEventListener("change", apply);
}

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
  const changed = () => { apply(); video.dispatchEvent(new Event("change")); };
  loop.onchange = () => { kept.loop = loop.checked; changed(); };
  speed.onchange = () => { kept.speed = speed.value; changed(); };
  apply();
  video.uncalm?.();
  video.uncalm = calm(parentElement.querySelector("figure"), video, data);
  video.unfollow?.();  // this runs anew whenever the page does
  video.unfollow = data.together ? follow(video, data.together, apply) : undefined;
  video.unkeep?.();
  video.unkeep = data.part ? keepTo(video, data.part) : undefined;
  return () => { video.unfollow?.(); video.uncalm?.(); video.unkeep?.(); };
}
