import TestSupport

/// What happens to one run.
struct KillPlan: Sendable, CustomStringConvertible {
    /// The request that something happens at.
    struct Place: Sendable {
        var method: String?
        var path = "*"
        /// Which of the matching ones, from 1.
        var number: Int
        /// Whether its effect has happened by then.
        var afterEffect: Bool
    }

    /// The value of `CB_CRASH`.
    var crash: String?
    var kill: Place?
    var lost: Place?
    var act: (what: PersonAct, place: Place)?

    static let points = ["C15", "C16", "C17", "C18", "C19", "C20", "C21", "C22", "C23", "C24"]

    /// The requests that write, by method and path.
    private static let writes = [
        ("POST", "*/git-receive-pack"), ("POST", "*/pulls"), ("POST", "*/requested_reviewers"),
        ("POST", "*/assignees"), ("POST", "*/labels"), ("PATCH", "*/pulls/*"),
        ("POST", "*/comments"),
    ]

    /// A clean run.
    init() {}

    /// One that is killed at a point.
    init(crash: String) { self.crash = crash }

    /// One that something happens to.
    init(using random: inout SplitMix64) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2:
            crash = Self.points.randomElement(using: &random)
            if Int.random(in: 0..<4, using: &random) == 0, let point = crash {
                crash = "\(point):2"
            }
        case 3: kill = Self.anyPlace(&random)
        case 4, 5: kill = Self.writePlace(&random)
        default: break
        }
        if kill == nil, crash == nil || Int.random(in: 0..<4, using: &random) == 0 {
            lost = Self.writePlace(&random)
        }
        if Int.random(in: 0..<3, using: &random) == 0,
            let what = PersonAct.allCases.randomElement(using: &random)
        {
            act = (
                what,
                Bool.random(using: &random)
                    ? lost ?? Self.writePlace(&random) : Self.anyPlace(&random)
            )
        }
    }

    private static func anyPlace(_ random: inout SplitMix64) -> Place {
        Place(
            number: Int.random(in: 1...30, using: &random),
            afterEffect: Bool.random(using: &random))
    }

    private static func writePlace(_ random: inout SplitMix64) -> Place {
        let (method, path) = writes[Int.random(in: 0..<writes.count, using: &random)]
        return Place(
            method: method, path: path, number: Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1,
            afterEffect: Int.random(in: 0..<4, using: &random) > 0)
    }

    var description: String {
        var parts: [String] = []
        if let crash { parts.append("crash \(crash)") }
        if let kill { parts.append("kill \(kill)") }
        if let lost { parts.append("lose \(lost)") }
        if let act { parts.append("\(act.what) \(act.place)") }
        return parts.isEmpty ? "clean" : parts.joined(separator: ", ")
    }
}

extension KillPlan.Place: CustomStringConvertible {
    var description: String {
        "\(afterEffect ? "after" : "before") #\(number) \(method ?? "any") \(path)"
    }
}
