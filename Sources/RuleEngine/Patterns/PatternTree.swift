/// The structure of a regular expression, as far as it takes to say what it surely needs and where it may backtrack.
///
/// What is not understood counts as matching anything, so that conclusions err on the side of saying nothing.
indirect enum PatternTree {
    /// One byte, or one of a class, by an example.
    case one(UInt8, isLiteral: Bool)
    /// Nothing is taken: anchors, look-arounds, flags.
    case empty
    case sequence([PatternTree])
    case choice([PatternTree])
    case repeated(PatternTree, minimum: Int, maximum: Int?, isPossessive: Bool)

    /// Reads a pattern; a malformed one gives what could be read of it.
    init(_ pattern: String) {
        var reader = PatternTreeReader(bytes: Array(pattern.utf8)[...])
        self = reader.choice(depth: 0)
    }

    /// How long a text every match surely holds, though not always the same one, in bytes.
    var requiredLength: Int { literals.best.count }

    fileprivate struct Literals {
        var best: [UInt8] = []
        /// The text that the match starts and ends with, whole when it is all of the match.
        var prefix: [UInt8] = []
        var suffix: [UInt8] = []
        var isWhole = true
    }

    fileprivate var literals: Literals {
        switch self {
        case .empty: return Literals()
        case .one(let byte, let isLiteral):
            return isLiteral
                ? Literals(best: [byte], prefix: [byte], suffix: [byte])
                : Literals(isWhole: false)
        case .sequence(let parts):
            return parts.reduce(Literals()) { left, part in left.followed(by: part.literals) }
        case .choice(let parts):
            let all = parts.map(\.literals)
            let shortest = all.map(\.best).min { $0.count < $1.count } ?? []
            guard parts.count == 1 else { return Literals(best: shortest, isWhole: false) }
            return all[0]
        case .repeated(let part, let minimum, let maximum, _):
            guard minimum > 0 else { return Literals(isWhole: false) }
            var one = part.literals
            if minimum != 1 || maximum != 1 { one.isWhole = false }
            return one
        }
    }

    /// A text that the pattern may match.
    func example(repeating count: Int = 1) -> [UInt8] {
        switch self {
        case .empty: return []
        case .one(let byte, _): return [byte]
        case .sequence(let parts): return parts.flatMap { $0.example() }
        case .choice(let parts): return parts.first?.example() ?? []
        case .repeated(let part, let minimum, _, _):
            let one = part.example()
            return (0..<min(max(minimum, count), 40)).flatMap { _ in one }
        }
    }

    /// Texts that make a pattern with careless repetitions try very much: what it repeats, many times, then something
    /// that does not fit.
    ///
    /// At most `limit` bytes each.
    func attacks(limit: Int) -> [[UInt8]] {
        var attacks: [[UInt8]] = []
        collectAttacks(before: [], into: &attacks, limit: limit)
        return Array(attacks.prefix(64))
    }

    private func collectAttacks(before: [UInt8], into attacks: inout [[UInt8]], limit: Int) {
        switch self {
        case .empty, .one: break
        case .sequence(let parts):
            var before = before
            for part in parts {
                part.collectAttacks(before: before, into: &attacks, limit: limit)
                before += part.example()
            }
        case .choice(let parts):
            for part in parts {
                part.collectAttacks(before: before, into: &attacks, limit: limit)
            }
        case .repeated(let part, _, let maximum, let isPossessive):
            part.collectAttacks(before: before, into: &attacks, limit: limit)
            guard maximum == nil, !isPossessive else { return }
            for pump in part.pumps where !pump.isEmpty {
                let count = max(0, limit - before.count) / pump.count
                let body = (0..<count).flatMap { _ in pump }
                attacks += [before + body, before + body + [0x01], before + body + [0x0A]]
            }
        }
    }

    /// What one round of a repetition may take, by each of its branches.
    private var pumps: [[UInt8]] {
        if case .choice(let parts) = self, parts.count > 1 {
            return parts.map { $0.example() } + [example()]
        }
        return [example()]
    }
}

extension PatternTree.Literals {
    fileprivate func followed(by next: Self) -> Self {
        var result = self
        let joint = suffix + next.prefix
        result.best = [best, next.best, joint].max { $0.count < $1.count } ?? []
        result.prefix = isWhole ? prefix + next.prefix : prefix
        result.suffix = next.isWhole ? suffix + next.suffix : next.suffix
        result.isWhole = isWhole && next.isWhole
        return result
    }
}
