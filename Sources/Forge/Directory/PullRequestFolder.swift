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

    /// What the folder says of the repository itself.
    func facts() throws -> RepositoryRecord {
        guard let bytes = try read("repository.json") else { return RepositoryRecord() }
        do { return try JSONDecoder().decode(RepositoryRecord.self, from: Data(bytes)) } catch {
            throw ForgeError(
                .corruptRecord, "read the record of the repository", on: "\(path)/repository.json",
                because: RecordMembers.words(for: error), remedy: "correct the record")
        }
    }

    /// Every pull request, by number.
    func all() throws -> [PullRequestRecord] {
        try numbers(withSuffix: ".json").sorted().map(record)
    }

    /// One pull request; throws for one that is not there or whose files are damaged.
    func record(_ number: Int) throws -> PullRequestRecord {
        let file = "\(path)/\(number).json"
        guard access(file, F_OK) == 0 else {
            throw ForgeError(
                .noPullRequest, "read the pull request", on: file,
                because: "there is no such pull request")
        }
        guard let bytes = try read("\(number).json"), let body = try read("\(number).md"),
            let text = String(validating: body, as: UTF8.self)
        else {
            throw ForgeError(
                .corruptRecord, "read the pull request", on: file,
                because: "the record or its description cannot be read",
                remedy: "restore both files")
        }
        do {
            var record = try JSONDecoder().decode(PullRequestRecord.self, from: Data(bytes))
            guard record.pull.number == number else {
                throw RecordMembers.problem("number is not \(number)")
            }
            record.pull.body = text
            record.pull.url = "\(path)/\(number).md"
            return record
        } catch {
            throw ForgeError(
                .corruptRecord, "read the pull request", on: file,
                because: RecordMembers.words(for: error), remedy: "correct the record")
        }
    }

    /// The diff of a pull request; empty when there is none.
    func diff(of number: Int) throws -> [UInt8] {
        try read("\(number).diff") ?? []
    }

    /// A number that no pull request has or had.
    func takeNumber() throws -> Int {
        let counter = "\(path)/.last-number"
        var last = 0
        if let bytes = try read(".last-number") {
            guard let count = Int(String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self))
            else {
                throw ForgeError(
                    .corruptRecord, "count the pull requests", on: counter,
                    because: "it holds no number",
                    remedy: "write the highest number of a pull request into it")
            }
            last = count
        }
        let used = try [".json", ".md", ".diff"].flatMap { try numbers(withSuffix: $0) }.max()
        let (number, overflow) = max(last, used ?? 0, 0).addingReportingOverflow(1)
        guard !overflow else {
            throw ForgeError(
                .corruptRecord, "count the pull requests", on: counter,
                because: "there is no higher number", remedy: "correct the number")
        }
        try AtomicFile.write(Array("\(number)\n".utf8), to: counter)
        return number
    }

    /// Writes the files of a pull request that differ, the record last: once it is there, so is the rest.
    func save(_ record: PullRequestRecord, diff: [UInt8]?) throws -> PullRequest {
        var pull = record.pull
        pull.url = "\(path)/\(pull.number).md"
        if let diff { try write(diff, to: "\(pull.number).diff") }
        try write(Array(pull.body.utf8), to: "\(pull.number).md")
        try write(record.text, to: "\(pull.number).json")
        return pull
    }

    private func write(_ bytes: [UInt8], to name: String) throws {
        if try read(name) != bytes { try AtomicFile.write(bytes, to: "\(path)/\(name)") }
    }

    /// The bytes of a file of the folder; nil when it is not there, which is not the same as being unreadable.
    private func read(_ name: String) throws -> [UInt8]? {
        let file = "\(path)/\(name)"
        do throws(BoundedFile.Refusal) {
            return try BoundedFile.bytes(of: file, limit: Self.maximumFileSize)
        } catch {
            if case .system(let problem) = error, problem.code == ENOENT { return nil }
            throw FileError(
                "read the file of a pull request", file,
                because: error.reason(limit: Self.maximumFileSize))
        }
    }

    /// The numbers for which a file is there; a folder that cannot be listed is an error, for none found means that a
    /// pull request is opened.
    private func numbers(withSuffix suffix: String) throws -> [Int] {
        if access(path, F_OK) != 0, errno == ENOENT { return [] }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw FileError("list the pull requests", path, because: "the folder cannot be read")
        }
        return names.compactMap { name in
            guard name.hasSuffix(suffix), let number = Int(name.dropLast(suffix.count)), number > 0,
                name == "\(number)\(suffix)"
            else { return nil }
            return number
        }
    }
}
