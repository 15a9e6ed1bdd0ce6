internal import Basics
internal import FoundationEssentials

/// What a run's summary says, under the heads by which an auditor looks for it; what has none stays in `result`.
///
/// It is made of the summary's text as it is stored, so that another version of the program makes the same of it.
struct EvidenceSections {
    /// Each section as canonical JSON: members sorted by name, all the way down.
    let members: [String: JSONValue]

    /// The sections of a summary in JSON.
    init(ofSummary text: String) throws {
        let summary = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        guard case .object(let entries) = summary else {
            members = [:]
            return
        }
        var sections: [String: [String: JSONValue]] = [:]
        var whole: [String: JSONValue] = [:]
        for entry in entries {
            if Self.whole.contains(entry.key) {
                whole[entry.key] = entry.value
            } else {
                let name = Self.section[entry.key] ?? "result"
                sections[name, default: [:]][entry.key] = entry.value
            }
        }
        members = sections.mapValues { .sorted($0) }.merging(whole) { one, _ in one }
    }

    /// The digest of each section's text on one line, as the journal keeps it when the run ends.
    var digests: [String: String] {
        members.mapValues { Digest(of: $0.text(indented: false)).description }
    }

    /// What is a section of its own.
    private static let whole: Set<String> = ["proof", "citations", "agent"]

    private static let section = [
        "findings": "findings", "details": "findings", "waived": "findings", "errors": "findings",
        "problems": "findings", "outside": "findings",
        "patched": "plan", "declined": "plan", "base": "plan", "head": "plan",
        "configuration": "plan", "tests": "tests", "approvals": "approvals",
        "riskLevel": "approvals", "action": "pull_request", "number": "pull_request",
        "url": "pull_request", "pullRequest": "pull_request", "note": "pull_request",
        "checks": "pull_request", "unreported": "pull_request",
        "dependencies": "dependencies", "others": "other_bases", "waivers": "findings",
        "isUnread": "findings",
    ]
}

extension JournalRecord {
    /// The digests of a run's sections that the event holds; nil for an event of another run, or without any.
    func evidenceDigests(ofRun number: Int64) -> [String: String]? {
        struct Head: Decodable { var token: Int64? }
        struct Fields: Decodable { var evidence: [String: String]? }
        let decoder = JSONDecoder()
        guard let fields, let head = try? decoder.decode(Head.self, from: Data(head.utf8)),
            head.token == number
        else { return nil }
        return try? decoder.decode(Fields.self, from: Data(fields.utf8)).evidence
    }
}
