internal import Basics
internal import Documents
internal import Snapshots

/// A repository in which rules are tried together.
private struct TrialRepository: Hashable {
    var files: [RepositoryPath: MemorySnapshot.File]
    var variables: [String: VariableValue]
    /// Whose case it is, in words for people.
    var name: String
}

extension RuleTestRunner {
    /// Applies the patches of every two rules that may touch the same files in both orders, until nothing changes, on
    /// the cases of both and on two of them put together; sorted by the rules' ids.
    ///
    /// Pairs that never have a patch in the same repository are left out.
    package func confluence(
        _ packs: [RulePack], only ids: Set<String>? = nil
    ) -> [ConfluenceResult] {
        let rules = packs.flatMap(\.rules).filter {
            $0.patch != nil && $0.patch?.safety != .suggest
        }
        .sorted { $0.id < $1.id }
        var trial = ConfluenceTrial(
            runner: self,
            sets: CompiledSets(packs: packs, grammars: grammars, queriesFolder: queriesFolder))
        return rules.enumerated().flatMap { index, first in
            rules[(index + 1)...].compactMap { second -> ConfluenceResult? in
                if let ids, !ids.contains(first.id), !ids.contains(second.id) { return nil }
                return first.mayTouchWhat(second) ? trial.result(of: first, second) : nil
            }
        }
    }
}

/// The trials of all pairs, with what they have in common.
private struct ConfluenceTrial {
    /// The most orders that are tried before a pair counts as one that never comes to rest.
    private static let rounds = 4

    let runner: RuleTestRunner
    var sets: CompiledSets
    /// What a rule makes of a repository, by both.
    private var known: [Key: [RepositoryPath: MemorySnapshot.File]] = [:]

    private struct Key: Hashable {
        var ruleID: String
        var repository: TrialRepository
    }

    init(runner: RuleTestRunner, sets: CompiledSets) {
        self.runner = runner
        self.sets = sets
    }

    /// Both orders on every repository in which both have a patch; nil when there is none.
    mutating func result(of first: Rule, _ second: Rule) -> ConfluenceResult? {
        var count = 0
        var difference: String?
        for repository in repositories(of: first, second) {
            guard applied(first, to: repository) != repository.files,
                applied(second, to: repository) != repository.files
            else { continue }
            count += 1
            let left = settled(first, second, in: repository)
            let right = settled(second, first, in: repository)
            guard left != right, difference == nil else { continue }
            difference = Self.difference(left, right, in: repository)
        }
        guard count > 0 else { return nil }
        let isDeclared =
            first.patch?.conflictsWith.contains(second.id) ?? false
            || second.patch?.conflictsWith.contains(first.id) ?? false
        return ConfluenceResult(
            first: first.id, second: second.id, repositories: count, difference: difference,
            isDeclared: isDeclared, source: first.source)
    }

    /// The repositories of both rules' cases that have a patch, and two of them in one.
    private func repositories(of first: Rule, _ second: Rule) -> [TrialRepository] {
        func own(_ rule: Rule) -> [TrialRepository] {
            rule.tests.filter { $0.patch == .applied }.map {
                TrialRepository(
                    files: $0.files, variables: $0.variables, name: "\(rule.id): \($0.name)")
            }
        }
        let (left, right) = (own(first), own(second))
        for one in left {
            for other in right {
                let files = one.files.merging(other.files) { mine, _ in mine }
                // Files of one name with other contents would make neither case what it was.
                guard other.files.allSatisfy({ files[$0.key] == $0.value }) else { continue }
                let both = TrialRepository(
                    files: files,
                    variables: one.variables.merging(other.variables) { mine, _ in mine },
                    name: "\(one.name), with \(other.name)")
                return left + right + [both]
            }
        }
        return left + right
    }

    private mutating func settled(
        _ first: Rule, _ second: Rule, in repository: TrialRepository
    ) -> [RepositoryPath: MemorySnapshot.File] {
        var current = repository
        for _ in 0..<Self.rounds {
            let before = current.files
            current.files = applied(first, to: current)
            current.files = applied(second, to: current)
            if current.files == before { break }
        }
        return current.files
    }

    private mutating func applied(
        _ rule: Rule, to repository: TrialRepository
    ) -> [RepositoryPath: MemorySnapshot.File] {
        let key = Key(ruleID: rule.id, repository: repository)
        if let known = known[key] { return known }
        var files = repository.files
        let context = runner.context(of: repository.variables)
        if let set = try? sets.set(only: rule.id, variables: repository.variables),
            let result = try? PatchPlanner(
                compiled: set, context: context,
                options: PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe)
            ).plan(on: MemorySnapshot(files: files))
        {
            files.apply(result)
        }
        known[key] = files
        return files
    }

    private static func difference(
        _ left: [RepositoryPath: MemorySnapshot.File],
        _ right: [RepositoryPath: MemorySnapshot.File], in repository: TrialRepository
    ) -> String {
        let paths = Set(left.keys).union(right.keys).sorted().filter { left[$0] != right[$0] }
        let texts = paths.prefix(3).map { path in
            "\(path) differs\n"
                + TextDiff(
                    expected: left[path]?.bytes ?? [], actual: right[path]?.bytes ?? []
                ).text
        }
        return "\(repository.name): " + texts.joined(separator: "\n")
    }
}

extension [RepositoryPath: MemorySnapshot.File] {
    /// Makes the changes of a plan.
    mutating func apply(_ result: PatchResult) {
        for (path, change) in result.changes {
            switch change {
            case .write(let bytes, let mode): self[path] = .init(bytes: bytes, mode: mode)
            case .delete: self[path] = nil
            }
        }
    }
}

extension Rule {
    /// Whether the patches of two rules may want the same file.
    fileprivate func mayTouchWhat(_ other: Rule) -> Bool {
        (patch?.touches ?? []).contains { mine in
            (other.patch?.touches ?? []).contains { GlobOverlap.isPossible(mine, $0) }
        }
    }
}
