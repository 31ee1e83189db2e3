# Completion of mailslog's command line by bash. What there is to say it asks `mailslog --help`, and
# so it can't lag behind.

# The commands that the program has.
_mailslog_commands() {
    "$1" --help 2>/dev/null | sed -n '/^Subcommands:/,$ s/^  \([a-z][a-z-]*\) .*/\1/p'
}

# What the first word of a command may be, if that is one of some.
_mailslog_actions() {
    "$1" "$2" --help 2>/dev/null |
        sed -nE '/^Positionals:/,/^$/ s/^  [A-Z]+ ([a-z]+(\|[a-z]+)+)( .*)?$/\1/p' | tr '|' ' '
}

# A line for each option of a command: its names, and what its value is called if it takes one.
_mailslog_options() {
    "$1" ${2:+"$2"} --help 2>/dev/null |
        sed -nE 's/^  (-[^ ]+)( ([^ ]*[^ :]))?( .*)?$/\1 \3/p'
}

# What may stand for a value that is called so.
_mailslog_values() {
    local called words=()
    local IFS='|'
    for called in $1; do
        case $called in
        LEVEL) words+=(trace debug info warning error critical) ;;
        [a-z]*) words+=("$called") ;;
        PATH)
            compopt -o filenames 2>/dev/null
            compgen -f -- "$2"
            ;;
        esac
    done
    IFS=$' \t\n'
    compgen -W "${words[*]}" -- "$2"
}

_mailslog() {
    local program=${1/#\~/$HOME} typed=$2 before=$3 command='' action='' actions names value i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ ${COMP_WORDS[i]} == -- ]]; then
            [[ $command == run ]] && mapfile -t COMPREPLY < <(compgen -c -- "$typed")
            [[ $command == service && $action == install ]] || return
            command=collect action=''
            break
        elif [[ -z $command && ${COMP_WORDS[i]} != -* ]]; then
            command=${COMP_WORDS[i]}
        elif [[ -z $action && ${COMP_WORDS[i]} != [-=]* &&
            ${COMP_WORDS[i - 1]} != --name && ${COMP_WORDS[i - 1]} != = ]]; then
            action=${COMP_WORDS[i]}
        fi
    done
    # Bash takes --format=json for three words.
    [[ $typed == = ]] && typed=''
    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ ${COMP_WORDS[COMP_CWORD]} == = ]] && before=${COMP_WORDS[COMP_CWORD - 1]}
    while read -r names value; do
        if [[ -n $value && ,$names, == *,$before,* ]]; then
            mapfile -t COMPREPLY < <(_mailslog_values "$value" "$typed")
            return
        fi
    done < <(_mailslog_options "$program" "$command")
    if [[ $typed == -* ]]; then
        names=$(_mailslog_options "$program" "$command" | cut -d ' ' -f 1 | tr ',' ' ')
    elif [[ -z $command ]]; then
        names=$(_mailslog_commands "$program")
    elif actions=$(_mailslog_actions "$program" "$command") && [[ -n $actions ]]; then
        [[ -z $action ]] && names=$actions
    else
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$typed")
        return
    fi
    mapfile -t COMPREPLY < <(compgen -W "$names" -- "$typed")
}

complete -F _mailslog mailslog
