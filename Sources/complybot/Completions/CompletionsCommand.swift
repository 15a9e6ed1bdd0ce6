import Basics

/// `complybot completions`: what a shell needs to complete command lines.
enum CompletionsCommand {
    /// The shells that are known.
    enum Shell: String, CaseIterable {
        case bash, zsh, fish
    }

    static let specification = CommandSpecification(
        words: ["completions"], summary: "write the completion of command lines for a shell",
        discussion: """
            For bash: complybot completions bash > /etc/bash_completion.d/complybot
            For zsh:  complybot completions zsh > /usr/local/share/zsh/site-functions/_complybot
            For fish: complybot completions fish > ~/.config/fish/completions/complybot.fish
            Write it anew after an upgrade.
            """,
        arguments: [.init(name: "bash|zsh|fish", isRequired: true, summary: "the shell")]
    ) { arguments, terminal in
        let name = arguments.arguments[0]
        let commands = CompletedCommand.all
        let text =
            switch Shell(rawValue: name) {
            case .bash: BashCompletion.text(of: commands)
            case .zsh: ZshCompletion.text(of: commands)
            case .fish: FishCompletion.text(of: commands)
            case nil:
                throw Diagnostic(
                    .usage, "complete for a shell", on: name,
                    because: "it is one of bash, zsh, fish",
                    remedy: NearestName.remedy(for: name, among: Shell.allCases.map(\.rawValue)))
            }
        try terminal.write(text)
        return .done
    }
}
