/// Whether a document may be cited on a day.
package enum PolicyStanding: String, Hashable, Sendable, CaseIterable {
    /// It holds.
    case active
    /// It is still being written.
    case draft
    /// It holds no more.
    case retired
    /// It will hold from its effective date on.
    case pending
    /// Its front matter has another status, or no day as its effective date; `PolicyLint` says which.
    case unclear
}

/// A day as the front matter writes it: `YYYY-MM-DD`.
struct PolicyDay: Hashable, Comparable {
    private let text: [UInt8]

    /// Nil for anything that is no day of the calendar.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        let dashes = [4, 7]
        guard bytes.count == 10,
            bytes.indices.allSatisfy({
                dashes.contains($0)
                    ? bytes[$0] == UInt8(ascii: "-") : (0x30...0x39).contains(bytes[$0])
            })
        else { return nil }
        let numbers = text.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 3, numbers[0] > 0, (1...12).contains(numbers[1]),
            (1...Self.days(inMonth: numbers[1], of: numbers[0])).contains(numbers[2])
        else { return nil }
        self.text = bytes
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    static func < (left: PolicyDay, right: PolicyDay) -> Bool { left.text < right.text }
}

extension PolicyDocument {
    /// Whether the document may be cited on a day, written `YYYY-MM-DD`.
    ///
    /// A document that does not say its status is active, and one without an effective date has always been.
    package func standing(on day: String) -> PolicyStanding {
        guard let standing = PolicyStanding(status: status) else { return .unclear }
        guard standing == .active, let effective, !effective.isEmpty else { return standing }
        guard let start = PolicyDay(effective), let day = PolicyDay(day) else { return .unclear }
        return start <= day ? .active : .pending
    }
}

extension PolicyStanding {
    /// What a front matter may call the status.
    static let statuses: [PolicyStanding] = [.draft, .active, .retired]

    /// What a status says, the effective date aside; nil for a word that is none.
    init?(status: String?) {
        guard let status, !status.isEmpty else {
            self = .active
            return
        }
        guard let standing = Self.statuses.first(where: { $0.rawValue == status }) else {
            return nil
        }
        self = standing
    }
}

extension PolicyLibrary {
    /// The documents that may be cited on a day, written `YYYY-MM-DD`; those of the other standings as well.
    package func citable(
        on day: String, including others: Set<PolicyStanding> = []
    ) throws(PolicyError) -> PolicyLibrary {
        try PolicyLibrary(
            documents: documents.filter {
                let standing = $0.standing(on: day)
                return standing == .active || others.contains(standing)
            })
    }
}
