"""What bash would offer: a program's completion, asked as bash asks it."""
import re
import shlex
import subprocess


def complete(program, *words):
    """What may come in place of the last of these words, which follow the program's name; [] leaves it to file names."""
    script = subprocess.run([str(program), "doc", "completion"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^complete -o default -F ", script, flags=re.M)
    function = "_" + program.name.replace("-", "_")
    quoted = " ".join(map(shlex.quote, [program.name, *words]))
    ask = (f"{script}\nCOMP_WORDS=({quoted}) COMP_CWORD={len(words)}\n"
           f"{function} {shlex.quote(str(program))} {shlex.quote(words[-1])} {shlex.quote([program.name, *words][-2])}\n"
           "printf '%s\\n' \"${COMPREPLY[@]}\"")
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True)
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.split()


def options_of(program, command):
    """What a command's own help lists."""
    told = subprocess.run([str(program), command, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  (?:-\w, )?(--[\w-]+)", told, flags=re.M)


def commands_of(program):
    told = subprocess.run([str(program), "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^  (\w+) ", told, flags=re.M)
