package import Basics
internal import Documents
internal import Snapshots

/// What rules said of whole repositories, and what scanning found in their files, kept from one run to the next.
///
/// Everything that an answer depends on is in its key, so that nothing ever has to be declared out of date: the program,
/// the rules with their variables and languages, the grammars, what is known of dependencies, what the run was told of
/// the repository, and the content of each file. Whatever cannot be named without reading it makes a miss.
package struct ResultCache: Sendable {
    private let sealed: SealedCache
    private let program: Digest

    /// A cache; `program` tells this build of the program from every other.
    package init(sealed: SealedCache, program: Digest) {
        self.sealed = sealed
        self.program = program
    }

    /// What a report depends on; nil when that cannot be told without reading files.
    func key(
        of rules: CompiledRuleSet, on snapshot: any Snapshot, in context: EvaluationContext
    ) -> Digest? {
        guard let content = snapshot.contentDigest else { return nil }
        let lists = [
            [program.hex, rules.resultDigest.hex, content.hex, context.knowledge.digest.hex],
            context.grammars.stamps, [context.repository, context.service], context.facts.fields,
            context.ignoredPaths.map(\.pattern), ["\(context.findsWaiverComments)"],
        ]
        return .framed(["report 1"] + lists.flatMap { ["\($0.count)"] + $0 })
    }

    /// The report that was kept under a key.
    func report(for key: Digest, meter: RunMeter?) -> DetectionReport? {
        let report = sealed.content(for: key).flatMap { DetectionReport(record: $0) }
        meter?.add(1, to: report == nil ? .resultCacheMisses : .resultCacheHits)
        return report
    }

    /// Keeps a report.
    func keep(_ report: DetectionReport, for key: Digest) { sealed.keep(report.record, for: key) }

    /// The scans of the last run over a repository with these patterns; none when they are not known.
    func scans(of repository: String, by patterns: PatternSet) -> KnownScans {
        let none = KnownScans(patternCount: patterns.count)
        return sealed.content(for: key(repository, patterns)).flatMap {
            KnownScans(record: $0, patternCount: patterns.count)
        } ?? none
    }

    /// Keeps scans, in the place of those of the run before.
    func keep(_ scans: KnownScans, of repository: String, by patterns: PatternSet) {
        sealed.keep(scans.record, for: key(repository, patterns))
    }

    private func key(_ repository: String, _ patterns: PatternSet) -> Digest {
        .framed(["scans 1", program.hex, patterns.digest.hex, repository])
    }
}

extension Snapshot {
    /// Over the paths, modes and contents of all entries, none of which is read; nil when one has no name but its bytes.
    fileprivate var contentDigest: Digest? {
        if let tree { return .framed(["tree", tree.description]) }
        var writer = ByteRecordWriter()
        writer.add(entries.count)
        for entry in entries {
            guard let content = contentID(of: entry) else { return nil }
            writer.add(entry.path.bytes)
            writer.add(Int(entry.mode.rawValue))
            writer.add(entry.size.map { $0 + 1 } ?? 0)
            writer.add(content)
        }
        return Digest(of: writer.bytes)
    }
}

extension CompiledRuleSet {
    /// Over all that decides what the rules say, but for the repository and the world.
    fileprivate var resultDigest: Digest {
        let set = ruleSet
        var fields = [set.digest.hex, languagesDigest.hex]
        // The set's own digest takes values as their texts, which a list and a text may share.
        for name in set.variables.keys.sorted() {
            fields += [name, set.variables[name].map { String(reflecting: $0) } ?? ""]
        }
        for id in set.adjustments.keys.sorted() {
            let values = set.adjustments[id]?.values ?? [:]
            fields +=
                [id]
                + values.keys.sorted().flatMap { name in
                    [name, values[name].map { String(reflecting: $0) } ?? ""]
                }
        }
        return .framed(fields)
    }
}
