// A verdict for the ear and the hand.

/** Told by the ear alone: two rising tones, one tone twice, a low buzz. */
const TUNES = {
  admitted: [[880, 0, 0.09], [1318, 0.1, 0.16]],
  left: [[1318, 0, 0.09], [880, 0.1, 0.16]],
  repeated: [[660, 0, 0.11], [660, 0.2, 0.11]],
  refused: [[165, 0, 0.45]],
  undone: [[660, 0, 0.09], [440, 0.1, 0.12]],
};
let audio = null;

/** A browser lets a page sound only after a touch or a key: the first one prepares it. */
export function prepareSound() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!audio && Context) audio = new Context();
  if (audio && audio.state === "suspended") audio.resume().catch(() => {});
}

export function sound(result) {
  const touched = !navigator.userActivation || navigator.userActivation.hasBeenActive; // before that, vibrating is blocked
  if (navigator.vibrate && touched) navigator.vibrate(result === "admitted" ? 80 : [120, 80, 120]);
  if (!audio || audio.state !== "running") return;
  for (const [pitch, start, length] of TUNES[result] || TUNES.refused) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = result === "refused" ? "sawtooth" : "sine";
    tone.frequency.value = pitch;
    const begin = audio.currentTime + start;
    volume.gain.setValueAtTime(0.3, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + length);
  }
}
