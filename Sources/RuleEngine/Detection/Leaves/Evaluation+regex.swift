internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: RegexLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        guard let search = TextSearch(leaf, in: ruleSet) else { return answer }
        let index = hitIndex(of: leaf, in: scope)
        for path in index.files(withAnyOf: search.numbers) + index.unreadable {
            // What is no text at all is nothing that a leaf about all texts is about.
            if leaf.files.isEmpty, isBinary(path) { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(MatchLimit) {
                answer.hits += try search.hits(in: facts(of: path).bytes, at: path, using: matcher)
            } catch {
                let reason = "\(path): \(error.reason)"
                record(DetectionError(path: path, ruleID: scope.rule.id, message: error.reason))
                answer.doubt = answer.doubt ?? reason
            }
        }
        return answer
    }

    /// Where patterns may match in the files that a leaf looks at.
    private func hitIndex(of leaf: RegexLeaf, in scope: RuleScope) -> HitIndex {
        let key = [leaf.files, leaf.exceptFiles]
        if let known = scope.hitIndexes[key] { return known }
        let files = scope.files(globs(leaf.files), except: globs(leaf.exceptFiles))
        let fresh = HitIndex(of: files.filter(isText), in: self)
        scope.hitIndexes[key] = fresh
        return fresh
    }

    /// Whether a file's name is not that of something that is no text.
    func isText(_ path: RepositoryPath) -> Bool {
        let name = path.lastComponent
        guard let dot = name.lastIndex(of: ".") else { return true }
        return !Language.binaryExtensions.contains(name[name.index(after: dot)...].lowercased())
    }
}

/// A leaf about text, with its expressions compiled.
private struct TextSearch {
    let leaf: RegexLeaf
    /// What the automaton must have found in a file for the leaf to be tried there.
    let numbers: [Int]
    private let expression: RegularExpression
    private let exceptions: [RegularExpression]
    private let stopwords: [[UInt8]]

    init?(_ leaf: RegexLeaf, in rules: CompiledRuleSet) {
        guard let expression = rules.expressions[leaf.pattern] else { return nil }
        self.leaf = leaf
        self.expression = expression
        exceptions = leaf.confirmation.exceptions.compactMap { rules.expressions[$0] }
        stopwords = leaf.confirmation.stopwords.map { $0.utf8.map(Glob.lowercased) }
        numbers =
            leaf.keywords.isEmpty
            ? [rules.patternNumbers[leaf.pattern]].compactMap(\.self)
            : leaf.keywords.compactMap { rules.keywordNumbers[PatternSet.keyword($0)] }
    }

    /// The matches in a text that are confirmed.
    func hits(
        in bytes: [UInt8], at path: RepositoryPath, using matcher: PatternMatcher
    ) throws(MatchLimit) -> [LeafHit] {
        var hits: [LeafHit] = []
        let found = try expression.matches(
            in: bytes, range: bytes.afterByteOrderMark, using: matcher)
        for match in found where try isConfirmed(match, in: bytes, using: matcher) {
            hits.append(hit(match, in: bytes, at: path))
        }
        return hits
    }

    private func isConfirmed(
        _ match: RegexMatch, in bytes: [UInt8], using matcher: PatternMatcher
    ) throws(MatchLimit) -> Bool {
        let confirmation = leaf.confirmation
        let text = Array(bytes[match.span])
        for exception in exceptions where try exception.matches(text, using: matcher) {
            return false
        }
        let subject = Array(bytes[match.place(of: leaf.group)])
        if let checksum = confirmation.checksum, !checksum.confirms(subject) { return false }
        if let floor = confirmation.entropy {
            let judged = floor.group.map { Array(bytes[match.place(of: $0)]) } ?? subject
            if ShannonEntropy.bits(of: judged) < floor.minimum { return false }
        }
        guard !stopwords.isEmpty else { return true }
        let folded = subject.map(Glob.lowercased)[...]
        return !stopwords.contains { folded.firstEnd(of: $0) != nil }
    }

    private func hit(_ match: RegexMatch, in bytes: [UInt8], at path: RepositoryPath) -> LeafHit {
        let place = match.place(of: leaf.group)
        let mask = leaf.isRedacting ? leaf.mask(of: bytes[place]) : nil
        let captures = match.groups.mapValues { span in
            // Whatever overlaps the secret shows some of it.
            if let mask, span.overlaps(place) || span == place { return mask }
            return String(decoding: bytes[span], as: UTF8.self)
        }
        return LeafHit(
            match: LeafMatch(
                path: path, span: place,
                attributes: leaf.label.map { ["label": $0] } ?? [:],
                captureSpans: match.groups, mask: mask),
            captures: captures)
    }
}

extension RegexMatch {
    /// Where a group matched; the whole match without a group, or when it took no part.
    fileprivate func place(of group: String?) -> Range<Int> {
        group.flatMap { groups[$0] } ?? span
    }
}

extension RegexLeaf {
    /// What people may see of a secret: at most four characters, and only such as the format itself begins with.
    func mask(of secret: ArraySlice<UInt8>) -> String {
        guard group == nil,
            let keyword = keywords.first(where: { secret.starts(with: $0.utf8) })
        else { return "…" }
        return String(decoding: keyword.utf8.prefix(4), as: UTF8.self) + "…"
    }
}
