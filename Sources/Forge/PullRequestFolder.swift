internal import Basics
internal import FoundationEssentials
internal import Git
internal import Glibc

/// The folder with the pull requests of one repository: a record, a description and a diff for each.
struct PullRequestFolder {
    private let path: String

    private static let maximumFileSize = 64 << 20

    /// The folder beside a repository; it need not exist yet.
    init(of repository: RemoteURL) throws {
        let opened = try Self.repository(of: repository)
        let place = opened.workingDirectory ?? opened.gitDirectory
        path = (place.hasSuffix(".git") ? String(place.dropLast(4)) : place) + ".pulls"
    }

    /// The repository behind an address, which must be a folder of this machine.
    static func repository(of url: RemoteURL) throws -> Repository {
        guard let path = url.localPath else {
            throw ForgeError(
                .unsupportedRepository, "open the repository", on: url.description,
                because: "the directory forge serves folders only",
                remedy: "name a bare repository of this machine, or add --dry-run")
        }
        return try Repository.open(at: path)
    }

    /// Runs a change while nobody else makes one.
    func locked(_ body: (PullRequestFolder) throws -> WriteOutcome) throws -> WriteOutcome {
        try PrivateFolder.make(path)
        let lock = try FileLock.take("\(path)/.lock")
        defer { lock.release() }
        return try body(self)
    }

    /// Every pull request, by number.
    func all() throws -> [PullRequest] {
        try numbers(withSuffix: ".json").sorted().map(pullRequest)
    }

    /// One pull request; throws for one that is not there or whose files are damaged.
    func pullRequest(_ number: Int) throws -> PullRequest {
        let file = "\(path)/\(number).json"
        guard access(file, F_OK) == 0 else {
            throw ForgeError(
                .noPullRequest, "read the pull request", on: file,
                because: "there is no such pull request")
        }
        guard let record = read("\(number).json"), let body = read("\(number).md"),
            let text = String(validating: body, as: UTF8.self)
        else {
            throw ForgeError(
                .corruptRecord, "read the pull request", on: file,
                because: "the record or its description cannot be read",
                remedy: "restore both files")
        }
        do {
            let decoder = JSONDecoder()
            let stored = try decoder.decode(PullRequestRecord.self, from: Data(record))
            guard stored.number == number else {
                throw PullRequestRecord.problem("number is not \(number)")
            }
            return stored.pullRequest(body: text, url: "\(path)/\(number).md")
        } catch {
            throw ForgeError(
                .corruptRecord, "read the pull request", on: file,
                because: PullRequestRecord.words(for: error),
                remedy: "correct the record")
        }
    }

    /// The diff of a pull request; empty when there is none.
    func diff(of number: Int) -> [UInt8] {
        read("\(number).diff") ?? []
    }

    /// A number that no pull request has or had.
    func takeNumber() throws -> Int {
        let counter = "\(path)/.last-number"
        let last = (try? BoundedFile.bytes(of: counter, limit: 32)).flatMap {
            Int(String(decoding: $0.prefix { $0 != 0x0a }, as: UTF8.self))
        }
        let used = [".json", ".md", ".diff"].flatMap { numbers(withSuffix: $0) }.max()
        let (number, overflow) = max(last ?? 0, used ?? 0, 0).addingReportingOverflow(1)
        guard !overflow else {
            throw ForgeError(
                .corruptRecord, "count the pull requests", on: counter,
                because: "there is no higher number", remedy: "correct the number")
        }
        try AtomicFile.write(Array("\(number)\n".utf8), to: counter)
        return number
    }

    /// Writes the files of a pull request that differ, the record last: once it is there, so is the rest.
    func save(_ pull: PullRequest, diff: [UInt8]?) throws -> PullRequest {
        var pull = pull
        pull.url = "\(path)/\(pull.number).md"
        if let diff { try write(diff, to: "\(pull.number).diff") }
        try write(Array(pull.body.utf8), to: "\(pull.number).md")
        try write(PullRequestRecord.text(of: pull), to: "\(pull.number).json")
        return pull
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        if read(name) != bytes { try AtomicFile.write(bytes, to: "\(path)/\(name)") }
    }

    private func read(_ name: String) -> [UInt8]? {
        try? BoundedFile.bytes(of: "\(path)/\(name)", limit: Self.maximumFileSize)
    }

    private func numbers(withSuffix suffix: String) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.compactMap { name in
            guard name.hasSuffix(suffix), let number = Int(name.dropLast(suffix.count)), number > 0,
                name == "\(number)\(suffix)"
            else { return nil }
            return number
        }
    }
}
