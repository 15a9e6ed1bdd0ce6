internal import Snapshots

/// Which files of a scope patterns and keywords may match in: each file is scanned once, however many leaves ask.
final class HitIndex {
    /// Files whose text can be looked at, by the number of a pattern, literal or keyword; sorted by path.
    private let files: [Int: [RepositoryPath]]
    /// Files whose text cannot be looked at.
    let unreadable: [RepositoryPath]

    /// Scans files, sorted by path.
    init(of paths: [RepositoryPath], in evaluation: Evaluation) {
        evaluation.scanAhead(paths)
        var files: [Int: [RepositoryPath]] = [:]
        var unreadable: [RepositoryPath] = []
        for path in paths {
            guard evaluation.isReadable(path) else {
                unreadable.append(path)
                continue
            }
            for number in evaluation.hits(in: path).members {
                files[number, default: []].append(path)
            }
        }
        self.files = files
        self.unreadable = unreadable
    }

    /// The files in which one of some patterns or keywords may match, sorted by path.
    func files(withAnyOf numbers: [Int]) -> [RepositoryPath] {
        if numbers.count == 1 { return files[numbers[0]] ?? [] }
        return Set(numbers.flatMap { files[$0] ?? [] }).sorted()
    }
}
