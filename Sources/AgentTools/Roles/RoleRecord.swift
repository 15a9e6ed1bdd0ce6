internal import Basics
internal import Documents
internal import LanguageModels

/// Where a job stands that several roles work on, as it is kept between turns.
package struct RoleRecord: Sendable, Hashable {
    /// What a role has used up.
    struct Spent: Sendable, Hashable {
        var turns = 0
        var tokens = 0
    }

    /// Passages beyond this many are not remembered.
    static let mostPassages = 200

    /// Whose turn it is; the kept conversation is this one's.
    package internal(set) var seat: AgentRole.Name
    /// The executor's conversation while the reviewer looks.
    var aside: [ModelMessage] = []
    /// The words with which the executor handed over its work.
    var submission = ""
    /// How often the reviewer did not agree.
    package internal(set) var rejections = 0
    /// The commit that the reviewer agreed to; another one is looked at again.
    package internal(set) var agreed: String?
    /// The passages of policies that were found in this run, as `document:first-last`.
    var passages: [String] = []
    var spent: [AgentRole.Name: Spent] = [:]

    init(seat: AgentRole.Name) { self.seat = seat }

    /// Remembers what a search gave.
    mutating func note(found result: JSONValue) {
        for passage in result["results"]?.items ?? [] {
            guard let document = passage["document"]?.text,
                let first = passage["start_line"]?.integer,
                let last = passage["end_line"]?.integer
            else { continue }
            let place = "\(document):\(first)-\(last)"
            if passages.count < Self.mostPassages, !passages.contains(place) {
                passages.append(place)
            }
        }
    }
}

extension RoleRecord {
    /// The record as kept sessions spell it.
    var json: JSONValue {
        .members([
            "seat": .string(seat.rawValue), "submission": .string(submission),
            "rejections": .int(rejections), "agreed": .optional(agreed),
            "passages": .array(passages.map { .string($0) }),
            "spent": .array(
                AgentRole.Name.allCases.compactMap { name in
                    spent[name].map { spent in
                        .members([
                            "role": .string(name.rawValue), "turns": .int(spent.turns),
                            "tokens": .int(spent.tokens),
                        ])
                    }
                }),
            "aside": .array(aside.map(\.json)),
        ])
    }

    /// Reads what `json` wrote; problems are noted.
    init(_ node: DataNode, problems: RecordProblems) {
        var record = StrictRecord(node, name: "the roles", problems: problems)
        record.require("seat")
        self.init(seat: record.choice("seat", of: AgentRole.Name.self) ?? .executor)
        submission = record.text("submission") ?? ""
        rejections = record.number("rejections", in: 0...1_000) ?? 0
        agreed = record.text("agreed")
        passages = record.texts("passages")
        for node in record.list("spent") {
            var entry = StrictRecord(node, name: "a role", problems: problems)
            entry.require("role")
            let counts = 0...1_000_000_000
            if let name = entry.choice("role", of: AgentRole.Name.self) {
                spent[name] = Spent(
                    turns: entry.number("turns", in: counts) ?? 0,
                    tokens: entry.number("tokens", in: counts) ?? 0)
            }
            entry.finish()
        }
        aside = record.list("aside").compactMap { ModelMessage($0, problems: problems) }
        record.finish()
    }
}
