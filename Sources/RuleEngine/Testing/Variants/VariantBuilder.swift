internal import Documents
internal import Snapshots

/// Makes the variants of one case.
struct VariantBuilder {
    /// What can be made of a case.
    enum Product {
        case files(VariantFiles)
        /// Why the variant says nothing about the case.
        case skipped(String)
    }

    static let folder = RepositoryPath("services/a")
    private static let secondFolder = "second-component"

    let rule: Rule
    let test: RuleTest
    /// What came out as written.
    let original: PatchResult
    let meaning: MeaningComparison

    /// A variant that changes files; nil for one that runs them in another way.
    func product(_ variant: RuleVariant) -> Product? {
        switch variant {
        case .crlf:
            return texts(LineEndTransform(), "no file has lines that end with LF alone")
        case .noFinalNewline:
            return texts(FinalNewlineTransform(), "no file has a last line that ends")
        case .byteOrderMark:
            return texts(ByteOrderMarkTransform(), "no file may start with a byte order mark")
        case .tabs:
            let transform = IndentationTransform(unit: [UInt8(ascii: "\t")], meaning: meaning)
            return texts(transform, "no file may be indented with tabs instead")
        case .fourSpaces:
            let unit = Array(repeating: UInt8(ascii: " "), count: 4)
            return texts(
                IndentationTransform(unit: unit, meaning: meaning),
                "no file is indented with anything else")
        case .comments:
            let transform = CommentTransform(
                seed: "\(rule.id) \(test.name)", kept: spannedLines, meaning: meaning)
            return texts(transform, "no file has a place for a comment")
        case .blankLines:
            return texts(
                BlankLineTransform(kept: spannedLines, meaning: meaning),
                "no file has a blank line that may stand twice")
        case .quotedKeys:
            var product = texts(
                KeyQuotingTransform(meaning: meaning), "no file has keys that may be quoted")
            if case .files(var files) = product {
                files.rewritesText = true
                product = .files(files)
            }
            return product
        case .moved: return moved
        case .secondComponent: return secondComponent
        case .unrelatedFile: return unrelatedFile
        case .shuffled, .allRules, .allPatches, .again, .minimal: return nil
        }
    }

    private func texts(_ transform: some TextTransform, _ reason: String) -> Product {
        let files = VariantFiles(test.files, changedBy: transform)
        return files.changed.isEmpty ? .skipped(reason) : .files(files)
    }

    /// Lines that a finding goes on to: what is put before them would change its text.
    private var spannedLines: [RepositoryPath: Set<Int>] {
        var lines: [RepositoryPath: Set<Int>] = [:]
        for finding in original.before.findings where finding.ruleID == rule.id {
            guard let path = finding.path, let start = finding.start, let end = finding.end else {
                continue
            }
            // A finding that has no text of its own stands in the first line, whatever that is.
            if start.line == 1 { lines[path, default: []].insert(1) }
            if start.line < end.line {
                lines[path, default: []].formUnion(start.line + 1...end.line)
            }
        }
        return lines
    }

    private var moved: Product {
        if test.files.isEmpty { return .skipped("the case has no files") }
        switch rule.applicability.scope {
        case .repo: return .skipped("the rule looks at the repository as a whole, from its root")
        case .component: break
        case .file:
            if let glob = rootedGlob { return .skipped("`\(glob)` names a place below the root") }
            let named = rule.patch?.operations.flatMap(\.templates).contains { template in
                if case .text(let text)? = template.pieces.first {
                    text.hasPrefix(".github/")
                } else {
                    false
                }
            }
            if named == true { return .skipped("the patch names a place below the root") }
        }
        return .files(VariantFiles(test.files, below: Self.folder))
    }

    /// A glob of a rule of file scope that says another thing about a file once it is moved.
    private var rootedGlob: String? {
        let when = rule.applicability
        let globs =
            when.include + when.exclude + when.existsAll + when.existsAny + when.existsNone
            + rule.detectors.flatMap(\.globs)
        return globs.first { text in
            guard let glob = try? Glob(text) else { return false }
            return test.files.keys.contains { path in
                glob.matches(path.bytes)
                    != glob.matches(Self.folder.appending(path.description).bytes)
            }
        }
    }

    /// A component that passes, taken from the rule's own cases; for a rule that does not look at components, one with
    /// nothing in it.
    private var secondComponent: Product {
        guard !test.files.isEmpty else { return .skipped("the case has no files") }
        guard let second = cleanComponent else {
            return .skipped("no passing case with the same variables is a component")
        }
        var files = VariantFiles(test.files)
        for (path, file) in second {
            files.files[RepositoryPath(Self.secondFolder).appending(path.description)] = file
        }
        return .files(files)
    }

    private var cleanComponent: [RepositoryPath: MemorySnapshot.File]? {
        if rule.applicability.scope == .component {
            return rule.tests.first { other in
                other.outcome == "pass" && other.variables == test.variables
                    && meaning.languages.manifestNames().contains {
                        other.files[RepositoryPath($0)] != nil
                    }
            }?.files
        }
        return [
            "go.mod": .init(bytes: Array("module example.com/second\n\ngo 1.22\n".utf8)),
            "version.go": .init(bytes: Array("package second\n\nconst version = 2\n".utf8)),
        ]
    }

    private var unrelatedFile: Product {
        guard !test.files.isEmpty else { return .skipped("the case has no files") }
        var files = VariantFiles(test.files)
        let path = RepositoryPath("notes/unrelated-remark.adoc")
        files.files[path] = .init(bytes: Array("= A remark\n\nNothing of interest.\n".utf8))
        return .files(files)
    }
}
