/// What the pending commands of a pull request ask for; of those that move it the last counts.
struct CommandWishes {
    private let pending: [CommandComment]

    /// How many are dealt with in one run.
    private static let limit = 10

    init(_ commands: [CommandComment]) {
        pending = Array(commands.filter(\.isPending).prefix(Self.limit))
    }

    /// The last command that moves the pull request; nil for none.
    var verb: CommandComment.Command? { pending.last(where: \.moves)?.command }

    /// Answers to all of them, `answer` for the one that counts.
    func answers(on number: Int, _ answer: CommandAnswer) -> [PullRequestDecision.Action] {
        let counting = pending.last(where: \.moves)?.id
        let moving: [PullRequestDecision.Action] = pending.filter(\.moves).map { comment in
            let words = CommandAnswer.misunderstood("a later command took its place")
            return .answer(
                number: number, comment: comment.id, comment.id == counting ? answer : words)
        }
        return moving + inquiries(on: number)
    }

    /// Answers to those that ask for words only.
    func inquiries(on number: Int) -> [PullRequestDecision.Action] {
        pending.compactMap { comment in
            let answer: CommandAnswer
            switch comment.command {
            case .explain(let rule): answer = .explain(rule: rule)
            case .waive: answer = .waive(comment)
            case .misunderstood(let reason): answer = .misunderstood(reason)
            case .rebase, .recreate, .close, .reopen: return nil
            }
            return .answer(number: number, comment: comment.id, answer)
        }
    }
}

extension CommandComment {
    fileprivate var moves: Bool {
        switch command {
        case .rebase, .recreate, .close, .reopen: true
        case .explain, .waive, .misunderstood: false
        }
    }
}
