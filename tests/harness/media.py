"""What a received stream or a recording really holds: ffprobe and ffmpeg are the judges."""
import json
import subprocess

import numpy


def probe(path, *words):
    out = subprocess.run(["ffprobe", "-v", "error", "-of", "json", *words, str(path)],
                         capture_output=True, text=True, check=True)
    return json.loads(out.stdout)


def streams(path):
    """{"video": {...}, "audio": {...}}"""
    return {s["codec_type"]: s for s in probe(path, "-show_streams")["streams"]}


def packets(path, kind):
    """[(pts, dts, duration, is_key, size)] of "video" or "audio", seconds, in file order."""
    got = probe(path, "-select_streams", kind[0], "-show_packets", "-show_entries",
                "packet=pts_time,dts_time,duration_time,flags,size")["packets"]
    return [(float(p["pts_time"]), float(p["dts_time"]), float(p.get("duration_time", 0)),
             p["flags"].startswith("K"), int(p["size"])) for p in got]


def decode_errors(path):
    """Everything that a full decode complains about."""
    out = subprocess.run(["ffmpeg", "-hide_banner", "-loglevel", "warning", "-nostdin", "-i", str(path),
                          "-f", "null", "-"], capture_output=True, text=True)
    return [line for line in out.stderr.splitlines()
            if "Estimating duration" not in line and "co located POCs" not in line] + (
        [f"exit {out.returncode}"] if out.returncode else [])


def sound(path, rate=48000):
    """(start in seconds, mono samples as float32)"""
    first = packets(path, "audio")[0][0]
    out = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-vn", "-ac", "1", "-ar",
                          str(rate), "-f", "f32le", "-"], capture_output=True, check=True)
    return first, numpy.frombuffer(out.stdout, numpy.float32)


def brightness(path, width=32, height=18):
    """[(pts, mean luma)] of every frame as decoded."""
    out = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-an", "-fps_mode",
                          "passthrough", "-vf", f"scale={width}:{height}:flags=area", "-pix_fmt", "gray",
                          "-f", "rawvideo", "-"], capture_output=True, check=True)
    luma = numpy.frombuffer(out.stdout, numpy.uint8).reshape(-1, width * height).mean(axis=1)
    times = [p[0] for p in packets(path, "video")]
    return list(zip(times, luma))


def frame(path, at, width, height):
    """One decoded frame as (Y, U, V) arrays; `at` in seconds."""
    out = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-ss", str(at), "-i", str(path), "-frames:v",
                          "1", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
                         capture_output=True, check=True).stdout
    y = numpy.frombuffer(out[:width * height], numpy.uint8).reshape(height, width)
    rest = numpy.frombuffer(out[width * height:], numpy.uint8).reshape(2, height // 2, width // 2)
    return y, rest[0], rest[1]


def keyframe_units(path):
    """[set of NAL unit types] of each keyframe's access unit in an FLV file (Adobe's FLV specification 10.1, annex E;
    ITU-T H.264 table 7-1: 5 IDR, 7 SPS, 8 PPS)."""
    data, at, found = path.read_bytes(), 9 + 4, []
    while at + 11 <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 1:at + 4], "big")
        body = data[at + 11:at + 11 + size]
        at += 11 + size + 4
        if kind != 9 or len(body) != size or body[0] != 0x17 or body[1] != 1:
            continue
        units, offset = set(), 5
        while offset + 4 < len(body):
            length = int.from_bytes(body[offset:offset + 4], "big")
            units.add(body[offset + 4] & 31)
            offset += 4 + length
        found.append(units)
    return found
