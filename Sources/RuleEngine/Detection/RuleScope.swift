internal import Snapshots

/// One rule at one scope: what the evaluation of its tree looks at.
final class RuleScope {
    let compiled: CompiledRule
    let context: ScopeContext
    /// The entries that globs are matched against.
    let index: FileIndex
    /// The files whose content leaves look at, as numbers of the index; nil for all of them.
    let looked: Set<Int>?
    /// Files that are generated or somebody else's, whose content no leaf looks at.
    let passedOver: Set<RepositoryPath>
    /// Where patterns may match, by the globs of the leaves that look there.
    var hitIndexes: [[[String]]: HitIndex] = [:]

    /// A scope from its parts.
    init(
        compiled: CompiledRule, context: ScopeContext, index: FileIndex, looked: Set<Int>?,
        passedOver: Set<RepositoryPath> = []
    ) {
        self.compiled = compiled
        self.context = context
        self.index = index
        self.looked = looked
        self.passedOver = passedOver
    }

    var rule: Rule { compiled.rule }

    /// The files that a leaf looks at: those of its globs, else those of its extensions, else all.
    func files(
        _ globs: [Glob], extensions: [String] = [], except: [Glob] = []
    ) -> [RepositoryPath] {
        if let looked, looked.count == 1 {
            // At file scope, asking about the one file beats finding it among all.
            return looked.filter { number in
                index.matches(number, globs, extensions: extensions)
                    && (except.isEmpty || !index.matches(number, except, extensions: []))
            }.map { index.entries[$0] }.filter(\.mode.isFile).map(\.path)
        }
        var numbers: [Int]
        if globs.isEmpty {
            numbers =
                extensions.isEmpty
                ? Array(index.entries.indices) : index.numbers(withExtensions: extensions)
        } else {
            numbers = Set(globs.flatMap { index.numbers(matching: $0) }).sorted()
            if !extensions.isEmpty {
                let wanted = Set(index.numbers(withExtensions: extensions))
                numbers = numbers.filter(wanted.contains)
            }
        }
        let excluded = Set(except.flatMap { index.numbers(matching: $0) })
        return numbers.compactMap { number in
            let entry = index.entries[number]
            guard !excluded.contains(number), entry.mode.isFile,
                looked?.contains(number) ?? true, !passedOver.contains(entry.path)
            else { return nil }
            return entry.path
        }
    }

    /// The entries that globs match, links and submodules too, whatever the rule's `paths`.
    func entries(matching globs: [Glob], ignoringCase: Bool = false) -> [RepositoryPath] {
        Set(globs.flatMap { index.numbers(matching: $0, ignoringCase: ignoringCase) }).sorted()
            .map { index.entries[$0].path }
    }
}

/// What a tree says: the ways in which it holds for sure, and why there might be more.
struct Answer {
    var solutions: [Solution] = []
    /// Why something could not be looked at; nil when everything was.
    var doubt: String?

    /// It holds in one way.
    static func holding(_ solution: Solution) -> Answer { Answer(solutions: [solution]) }
    /// It does not hold.
    static let failing = Answer()

    /// Adds what another tree says.
    mutating func add(_ other: Answer) {
        solutions += other.solutions
        doubt = doubt ?? other.doubt
    }
}

/// One match of a leaf with the captures that it binds.
struct LeafHit {
    var match: LeafMatch
    var captures: [String: String] = [:]
}

/// What a leaf says.
struct LeafAnswer {
    var hits: [LeafHit] = []
    /// Why something could not be looked at; nil when everything was.
    var doubt: String?
}
