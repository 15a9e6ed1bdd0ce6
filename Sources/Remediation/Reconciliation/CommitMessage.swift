internal import Basics
internal import RuleEngine
internal import Snapshots

/// The message of the bot's one commit: a fixed subject, what each rule changed, and the trailers.
enum CommitMessage {
    private static let planTrailer = "Complybot-Plan: "
    private static let baseTrailer = "Complybot-Base: "

    /// The message for a patch; a model's edits are named as such.
    static func text(for change: ProposedChange, base: Remediator.Base, packs: [RulePack]) -> String
    {
        let patch = change.patch
        let rules = Set(patch.applied.map(\.finding.ruleID)).sorted()
        let count = patch.applied.count
        var text = "Bring the repository in line with policy\n\n"
        text +=
            "\(count) finding\(count == 1 ? " is" : "s are") patched; each patch was proved before it was committed.\n\n"
        if !change.edits.isEmpty {
            let files = change.edits.count
            text +=
                "\(files) file\(files == 1 ? " holds an edit" : "s hold edits") of a language model's; no rule asked for it.\n\n"
        }
        for rule in rules {
            let versions = packs.flatMap { pack in
                pack.rules.filter { $0.id == rule }.map { _ in pack.version }
            }
            text += "Complybot-Policy: \(rule)@\(versions.first ?? "0")\n"
        }
        for edit in change.edits {
            text += "Complybot-Model-Edit: \(edit.path.description.escapedForTerminal)\n"
        }
        text += "\(planTrailer)\(patch.planDigest)\n"
        text += "\(baseTrailer)\(base.commit)\n"
        return text
    }

    /// The plan digest that a message records; nil when it is no message of ours.
    static func plan(in message: String) -> String? { value(of: planTrailer, in: message) }

    /// The base commit that a message records; nil when it is no message of ours.
    static func base(in message: String) -> String? { value(of: baseTrailer, in: message) }

    private static func value(of trailer: String, in message: String) -> String? {
        for line in message.split(separator: "\n") where line.hasPrefix(trailer) {
            return String(line.dropFirst(trailer.count))
        }
        return nil
    }
}
