"""Footage for cameras: real recordings where they are at hand beside the checkout, generated ones otherwise, and
measuring pictures (flash and beep, colour bars)."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "media"


def ffmpeg(*words):
    subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *map(str, words)],
                   check=True)


class Footage:
    def __init__(self, folder):
        self.folder = folder

    def _made(self, name, *words):
        path = self.folder / name
        if not path.exists():
            ffmpeg(*words, path)
        return path

    @property
    def product(self):
        """The product angle: 640x360, 29.83 fps, limited range."""
        real = REAL / "product-table.mp4"
        return real if real.exists() else self._made(
            "product.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x360:r=179/6:d=20", "-c:v", "libx264",
            "-preset", "ultrafast", "-pix_fmt", "yuv420p")

    @property
    def presenter(self):
        """The presenter: 640x480, 30 fps, full range, short."""
        real = REAL / "presenter.mkv"
        return real if real.exists() else self._made(
            "presenter.mkv", "-f", "lavfi", "-i", "mandelbrot=s=640x480:r=30", "-t", "2.6", "-c:v",
            "libx264", "-preset", "ultrafast", "-pix_fmt", "yuvj420p")

    @property
    def voice(self):
        """What costs an encoder as much as a voice with some music behind it: a gliding tone with overtones that swells
        and pauses, breath, a chord. 48 kHz stereo, 20 s."""
        pitch = "2*PI*(118*t+1.6*sin(2*PI*0.9*t))"
        tone = "+".join(f"{volume}*sin({n}*{pitch})" for n, volume in
                        ((1, 1), (2, 0.7), (3, 0.4), (5, 0.5), (9, 0.35), (14, 0.2), (23, 0.1)))
        swell = "0.25*(0.55+0.45*sin(2*PI*3.7*t))*gt(sin(2*PI*0.31*t),-0.75)"
        breath = "0.05*(random(0)-0.5)*gt(sin(2*PI*2.3*t),0.6)"
        chord = "+".join(f"0.01*sin(2*PI*{hz}*t)" for hz in (220, 277, 330, 554, 880))
        return self._made("voice.wav", "-f", "lavfi", "-i", f"aevalsrc='{swell}*({tone})+{breath}+{chord}':s=48000:d=20",
                          "-ac", "2")

    def flash_and_beep(self, fps, period=2, seconds=20):
        """Every `period` seconds, for 0.2 s, a white picture and a 1 kHz beep. Both begin with the first frame of
        their second: the beep follows the frames, so that they begin together at any frame rate."""
        frame_time = f"floor({{}}*{fps}+0.001)/({fps})"
        flash, beep = (f"lt(mod({frame_time.format(t)}+0.0005,{period}),0.2)" for t in "Tt")
        return self._made(
            f"flash-{str(fps).replace('/', '_')}.mkv", "-f", "lavfi", "-i",
            f"color=black:s=640x360:r={fps}:d={seconds},geq=lum='if({flash},235,16)':cb=128:cr=128",
            "-f", "lavfi", "-i",
            f"aevalsrc='0.5*sin(2*PI*1000*t)*{beep}':s=48000:d={seconds}:c=stereo",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "0", "-g", "30",
            "-c:a", "pcm_s16le", "-shortest")
