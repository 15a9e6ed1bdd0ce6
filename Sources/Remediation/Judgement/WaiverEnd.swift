/// When a waiver of a repository ends, and who is to be told.
package struct WaiverEnd: Codable, Hashable, Sendable {
    /// How near the end is; each is said once.
    package enum Stage: String, Sendable, CaseIterable {
        case soon, last, ended

        /// The stage of a waiver with so many days left; nil while there is time.
        init?(daysLeft: Int) {
            switch daysLeft {
            case ..<0: self = .ended
            case ...3: self = .last
            case ...WaiverPolicy.soon: self = .soon
            default: return nil
            }
        }

        /// The stage in words.
        var words: String {
            switch self {
            case .soon: "ends within \(WaiverPolicy.soon) days"
            case .last: "ends within 3 days"
            case .ended: "has ended"
            }
        }
    }

    package var id: String
    package var rule: String
    package var requester: String
    /// The last day on which it holds, `YYYY-MM-DD`.
    package var expires: String

    /// An end from its parts.
    package init(id: String, rule: String, requester: String, expires: String) {
        self.id = id
        self.rule = rule
        self.requester = requester
        self.expires = expires
    }

    /// How near its end is on a day; nil while there is time.
    func stage(on day: Day) -> Stage? {
        Day(expires).flatMap { Stage(daysLeft: day.days(until: $0)) }
    }
}

extension WaiverEnd {
    /// How many of a repository are kept.
    private static let limit = 100
    /// How many days before its end a waiver is kept, so that a summary that stands for a week knows it.
    private static let horizon = 30

    /// The ends among waivers that hold or have ended, the nearest first.
    static func ends(of standings: [WaiverStanding]) -> [WaiverEnd] {
        let near = standings.filter { standing in
            switch standing.status {
            case .inForce: standing.daysLeft <= horizon
            case .expired: true
            case .invalid: false
            }
        }
        let ends = near.map(\.waiver).map {
            WaiverEnd(id: $0.id, rule: $0.ruleID, requester: $0.requestedBy, expires: $0.expires)
        }
        return Array(
            ends.sorted { ($0.expires, $0.id, $0.rule) < ($1.expires, $1.id, $1.rule) }.prefix(
                limit))
    }
}
