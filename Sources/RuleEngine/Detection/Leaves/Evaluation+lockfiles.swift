internal import Documents
internal import Snapshots

/// Applications whose manifest stands without the lock file that their package manager writes.
///
/// A library leaves the choice of versions to whoever uses it, so only what shows that it is an application counts.
extension Evaluation {
    func hits(of leaf: LockfileLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        for path in scope.files([]) {
            guard let convention = LockfileConvention.of(path.lastComponent) else { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                guard let expected = try convention.expectation(LockfileProject(path, self)),
                    !hasLock(expected, for: path)
                else { continue }
                var match = LeafMatch(path: path, span: 0..<0)
                match.attributes = ["manager": expected.manager, "expected": expected.name]
                answer.hits.append(LeafHit(match: match))
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    private func hasLock(_ expected: LockfileExpectation, for path: RepositoryPath) -> Bool {
        var folder = path.parent
        while true {
            for name in expected.accepted where snapshot.entry(at: folder.appending(name)) != nil {
                return true
            }
            guard expected.mayStandAbove, !folder.bytes.isEmpty else { return false }
            folder = folder.parent
        }
    }
}

/// The lock file that a project should have.
struct LockfileExpectation {
    /// The package manager, as people call it.
    var manager: String
    /// The lock file that it writes.
    var name: String
    /// Names of files that pin as well.
    var accepted: [String]
    /// Whether the lock of a workspace in a folder above counts.
    var mayStandAbove = true
}

/// A manifest and what stands beside it.
struct LockfileProject {
    let path: RepositoryPath
    private let evaluation: Evaluation

    init(_ path: RepositoryPath, _ evaluation: Evaluation) {
        self.path = path
        self.evaluation = evaluation
    }

    func data(_ format: DataFormat) throws(DocumentError) -> DataNode? {
        try evaluation.facts(of: path).document(format).roots.first
    }

    func dependencies() throws(DocumentError) -> [DeclaredDependency] {
        try evaluation.facts(of: path).dependencies().dependencies
    }

    var text: String {
        String(decoding: evaluation.facts(of: path).bytes, as: UTF8.self)
    }

    func has(_ name: String) -> Bool {
        evaluation.snapshot.entry(at: path.parent.appending(name)) != nil
    }

    /// Whether the folder is made into an image, which only what is run is.
    var isContainer: Bool { has("Dockerfile") || has("Containerfile") }

    /// Whether a file with some ending stands in the same folder.
    func hasSibling(endingIn suffix: String) -> Bool {
        evaluation.snapshot.entries.contains {
            $0.path.parent == path.parent && $0.path.lastComponent.hasSuffix(suffix)
        }
    }
}
