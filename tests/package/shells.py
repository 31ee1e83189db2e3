"""Real shells on terminals of their own, asked what they would complete a line to.

Each inserts all that it offers into its line, which is then shown instead of being run.
"""

import os
import pty
import re
import select
import subprocess
import time

PATIENCE_SECONDS = 60

BASH = '''
set +o history; PS1='ready> '; bind 'set enable-bracketed-paste off' 'set bell-style none'
bind '"\\C-t": insert-completions'
bind -x '"\\C-o": printf "\\n<%s>\\n" "$READLINE_LINE"'
. {completions}/mailslog.bash
echo now' 'ready
'''

ZSH = '''
PROMPT='ready> '; unsetopt beep zle_bracketed_paste prompt_sp 2>/dev/null
unset zle_bracketed_paste
fpath=({completions} $fpath)
autoload -Uz compinit && compinit -u -D
zle -C all-matches complete-word _generic
zstyle ':completion:all-matches:*' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert true
bindkey '^T' all-matches
show-line() {{ print -r -- $'\\n'"<$BUFFER>" }}
zle -N show-line; bindkey '^O' show-line
echo now' 'ready
'''


class Shell:
    """A context: an interactive shell that has read the completions in a folder, in `folder`."""

    def __init__(self, name, completions, folder, environment):
        command, setup = {'bash': (['bash', '--norc', '--noprofile', '-i'], BASH),
                          'zsh': (['zsh', '-f', '-i'], ZSH)}[name]
        self.terminal, other_side = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=other_side, stdout=other_side, stderr=other_side, cwd=folder,
            env=dict(environment, TERM='dumb', COLUMNS='9999'), start_new_session=True)
        os.close(other_side)
        self.said = b''
        setup_path = os.path.join(folder, 'setup.' + name)
        with open(setup_path, 'w', encoding='utf-8') as setup_file:
            setup_file.write(setup.format(completions=completions))
        self._type(f'. {setup_path}\n')
        self._wait_for(rb'now ready')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)

    def offers(self, line):
        """The words that the shell would complete the last word of the line to."""
        self._type(line + '\x14\x0f')
        shown = self._wait_for(rb'<(mailslog [^\r\n]*)>').decode()
        self._type('\x15')  # deletes the line
        kept = line[:line.rfind(' ') + 1]
        assert shown.startswith(kept), (line, shown)
        return shown[len(kept):].split()

    def _type(self, text):
        os.write(self.terminal, text.encode())

    def _wait_for(self, pattern):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            match = re.search(pattern, self.said)
            if match:
                self.said = self.said[match.end():]
                return match.group(match.lastindex or 0)
            ready, _, _ = select.select([self.terminal], [], [],
                                        max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f'waited in vain for {pattern}; it said {self.said}')
            self.said += os.read(self.terminal, 65536)
