/// A word within a version of Maven, without regard to case.
enum MavenQualifier: Hashable, Sendable {
    case alpha
    case beta
    case milestone
    case candidate
    case snapshot
    /// No word, or one that says that it is the release.
    case release
    case servicePack
    /// Any other, in lower case, as the UTF-16 code units that Java compares.
    case own([UInt16])

    /// Reads a word; `a`, `b` and `m` stand for longer ones right before a number only.
    init(_ text: String, beforeNumber: Bool) {
        let word = text.lowercased()
        switch word {
        case "alpha": self = .alpha
        case "beta": self = .beta
        case "milestone": self = .milestone
        case "a" where beforeNumber: self = .alpha
        case "b" where beforeNumber: self = .beta
        case "m" where beforeNumber: self = .milestone
        case "rc", "cr": self = .candidate
        case "snapshot": self = .snapshot
        case "", "ga", "final", "release": self = .release
        case "sp": self = .servicePack
        default: self = .own(Array(word.utf16))
        }
    }

    var isOwn: Bool { if case .own = self { true } else { false } }

    /// Whether a version with the word is not yet the release.
    var isEarly: Bool {
        switch self {
        case .alpha, .beta, .milestone, .candidate, .snapshot: true
        case .release, .servicePack: false
        case .own(let units): Self.early.contains(units)
        }
    }

    private static let early = Set(["ea", "preview"].map { Array($0.utf16) })

    private var rank: Int {
        switch self {
        case .alpha: 0
        case .beta: 1
        case .milestone: 2
        case .candidate: 3
        case .snapshot: 4
        case .release: 5
        case .servicePack: 6
        case .own: 7
        }
    }
}

extension MavenQualifier: Comparable {
    static func < (left: MavenQualifier, right: MavenQualifier) -> Bool {
        if case .own(let left) = left, case .own(let right) = right {
            return left.lexicographicallyPrecedes(right)
        }
        return left.rank < right.rank
    }
}
