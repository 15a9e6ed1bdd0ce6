internal import Basics

/// One of several edits that were weighed for one purpose.
package struct EditCandidate: Sendable, Hashable {
    /// What became of it.
    package enum Fate: Sendable, Hashable {
        /// It was let in.
        case taken
        /// Another was let in before it was tried.
        case unneeded
        /// It was looked at and not let in; why.
        case dropped(String)
        /// Nobody proposed it; why.
        case missing(String)

        /// The fate as one word of a closed set.
        package var word: String {
            switch self {
            case .taken: "taken"
            case .unneeded: "unneeded"
            case .dropped: "dropped"
            case .missing: "missing"
            }
        }

        /// Why, on one line that is safe for a terminal; nil where there is nothing to say.
        package var reason: String? {
            switch self {
            case .taken, .unneeded: nil
            case .dropped(let why), .missing(let why): why.asLine(atMost: 300)
            }
        }
    }

    /// From 1; the brain's own is the first.
    package let number: Int
    /// Who proposed it: `brain`, or a model.
    package let author: String
    package internal(set) var fate: Fate
    /// The mean of its peers' marks in hundredths, from 0 to 1600; nil without a mark.
    package internal(set) var score: Int?

    init(_ number: Int, by author: String, _ fate: Fate = .unneeded) {
        self.number = number
        self.author = author
        self.fate = fate
    }

    var json: JSONValue {
        .members([
            "candidate": .int(number), "by": .string(author), "fate": .string(fate.word),
            "score": score.map { .int($0) } ?? .null,
            "reason": .optional(fate.reason),
        ])
    }

    /// The shape of `json`.
    static let schema = ToolSchema.object([
        .required("candidate", .integer()), .required("by", .text()),
        .required("fate", .text()), .required("score", .integer().orNull),
        .required("reason", .text().orNull),
    ])
}

/// A proposal of an edit, in the form of `fix_code`'s arguments.
struct EditProposal: Sendable {
    let number: Int
    let arguments: JSONValue

    /// How many lines it takes out and puts in.
    var size: Int {
        (arguments["edits"]?.items ?? []).reduce(0) { sum, edit in
            sum + Self.lines(edit["find"]) + Self.lines(edit["replace"])
        }
    }

    private static func lines(_ text: JSONValue?) -> Int {
        (text?.text ?? "").split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .count
    }
}
