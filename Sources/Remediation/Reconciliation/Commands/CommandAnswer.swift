/// What the bot says to a command.
package enum CommandAnswer: Hashable, Sendable {
    /// The pull request was made anew; names those whose commits went.
    case remade(discarded: [String])
    case closed
    /// There is nothing open that it could be about.
    case notOpen
    case alreadyOpen
    /// Another pull request was opened.
    case reopened
    /// People's commits are on the branch, and only `recreate` may discard them.
    case modified
    /// The label that holds it is on it.
    case held
    /// It is in a merge queue.
    case queued
    /// There is nothing to propose.
    case nothingToPropose
    case explain(rule: String)
    case waive(CommandComment)
    case misunderstood(String)
}

extension CommandAnswer {
    private static let usage = """
        Commands are `/complybot rebase`, `recreate`, `close`, `reopen`, `explain RULE` and \
        `waive RULE until=YYYY-MM-DD reason="…"`, on the first line of a comment.
        """

    /// The answer as Markdown; `explain` gives a rule's explanation, nil for one that there is not, and `waive` what
    /// becomes of a waiver.
    func text(
        explain: (String) -> String?, waive: (CommandComment) -> String
    ) -> String {
        switch self {
        case .remade(let names) where names.isEmpty:
            "Done: the branch holds today's changes on today's base."
        case .remade(let names):
            "Done. Commits of \(names.map { MarkdownText.code($0) }.joined(separator: ", ")) were discarded."
        case .closed:
            "Closed. The same findings will not be proposed again; `/complybot reopen` changes that."
        case .notOpen: "Nothing was done, for this pull request is not open."
        case .alreadyOpen: "Nothing was done, for this pull request is open."
        case .reopened: "Done: another pull request is open for the same findings."
        case .modified:
            "Nothing was done, for people's commits are on the branch. `/complybot recreate` discards them."
        case .held:
            "Nothing was done, for the label `\(PullRequestLabel.hold)` is set. Take it away and ask again."
        case .queued: "Nothing was done, for the pull request is in the merge queue."
        case .nothingToPropose:
            "Nothing was done, for there is nothing to propose."
        case .explain(let rule):
            explain(rule) ?? "There is no rule \(MarkdownText.code(rule)) in the packs in use."
        case .waive(let comment): waive(comment)
        case .misunderstood(let reason): "Nothing was done: \(reason). \(Self.usage)"
        }
    }
}
