namespace Gantry.Commands;

/// <summary>Each script hands the words up to the cursor to <c>gantry __complete</c>, which answers one candidate a line.</summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # gantry completion for bash: source <(gantry completion bash)
        _gantry() {
            local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
            COMPREPLY=()
            local candidate
            while IFS= read -r candidate; do
                COMPREPLY+=("$candidate")
            done < <(gantry __complete -- "${words[@]}" 2>/dev/null)
            if [[ ${#COMPREPLY[@]} -eq 0 ]]; then
                compopt -o default 2>/dev/null
            elif [[ ${COMPREPLY[0]} == *= ]]; then
                compopt -o nospace 2>/dev/null
            fi
        }
        complete -F _gantry gantry

        """;

    private const string Zsh = """
        #compdef gantry
        # gantry completion for zsh: source <(gantry completion zsh)
        _gantry() {
            local -a candidates
            candidates=("${(@f)$(gantry __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
            if (( ${#candidates} == 0 )) || [[ -z "${candidates[1]}" ]]; then
                _files
            elif [[ "${candidates[1]}" == *= ]]; then
                compadd -S '' -a candidates
            else
                compadd -a candidates
            fi
        }
        compdef _gantry gantry

        """;

    private const string Fish = """
        # gantry completion for fish: gantry completion fish | source
        function __gantry_complete
            set -l words (commandline -opc) (commandline -ct)
            set -l candidates (gantry __complete -- $words[2..-1] 2>/dev/null)
            if set -q candidates[1]
                printf '%s\n' $candidates
            else
                __fish_complete_path (commandline -ct)
            end
        end
        complete -c gantry -f -a '(__gantry_complete)'

        """;

    private const string Pwsh = """
        # gantry completion for PowerShell: gantry completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName gantry -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
            if ($wordToComplete -eq '') { $words += '' }
            gantry __complete -- @words 2>$null | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    public static string For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        "pwsh" => Pwsh,
        _ => throw new InvalidOperationException($"The parser let the shell '{shell}' through."),
    };
}
