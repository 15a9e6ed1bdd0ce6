internal import Basics
internal import FoundationEssentials
package import Git
internal import Glibc
internal import Snapshots

/// Copies of pinned sources below `$COMPLYBOT_HOME/packs`, each checked before it is used.
///
/// A commit names its content, so a repository is asked only for a commit that is not here yet.
package struct PinnedStore: Sendable {
    private let home: String
    private let options: RemoteOptions
    private let prepare: @Sendable (RemoteURL) throws -> Void

    /// The store of a home folder; `prepare` sees to the credential for a repository before it is fetched.
    package init(
        home: String, options: RemoteOptions = RemoteOptions(),
        prepare: @escaping @Sendable (RemoteURL) throws -> Void = { _ in }
    ) {
        self.home = home
        self.options = options
        self.prepare = prepare
    }

    /// A source as a folder of this machine.
    ///
    /// - Throws: a `Diagnostic` when it cannot be had, or is not what its digest says.
    package func folder(of source: PinnedSource) throws -> PinnedFolder {
        let copy = self.copy(of: source)
        do {
            try PrivateFolder.make("\(home)/packs/copies")
            let lock = try FileLock.take("\(copy).lock")
            defer { lock.release() }
            return try folder(of: source, at: copy)
        } catch let error as FileError {
            throw Diagnostic(
                .incomplete, "keep the pack", on: source.description, because: error.reason,
                remedy: "set COMPLYBOT_HOME to a folder that can be written")
        }
    }

    private func folder(of source: PinnedSource, at copy: String) throws -> PinnedFolder {
        let content: PinnedContent
        do {
            content = try PinnedContent(of: try snapshot(of: source), below: source.path)
        } catch let refusal as PinnedContent.Refusal {
            throw Diagnostic(
                .usage, "read the pack", on: "\(source.place): \(source)",
                because: refusal.reason)
        } catch let error as GitError {
            return try lastGood(source, at: copy, because: error)
        }
        try check(content.digest, of: source)
        if PinnedContent(ofFolder: copy)?.digest != content.digest {
            try replace(copy, with: content)
        } else {
            // The time of this file is when the repository was read last.
            utimensat(AT_FDCWD, "\(copy).digest", nil, 0)
        }
        return PinnedFolder(path: copy, digest: content.digest, note: nil)
    }

    /// The copy that was made when the repository could be read, if it is still what it was.
    private func lastGood(
        _ source: PinnedSource, at copy: String, because error: GitError
    ) throws -> PinnedFolder {
        let recorded = (try? BoundedFile.bytes(of: "\(copy).digest", limit: 128))
            .flatMap { String(validating: $0, as: UTF8.self) }
        guard let recorded, let content = PinnedContent(ofFolder: copy) else {
            throw Diagnostic(
                error.diagnostic.kind, "fetch the pack", on: "\(source.place): \(source)",
                because: error.detail, remedy: error.remedy ?? "there is no earlier copy of it")
        }
        guard content.digest.description == recorded else {
            throw Diagnostic(
                .incomplete, "use the last good copy of the pack",
                on: "\(source.place): \(source)",
                because: "it was \(recorded) and is \(content.digest) now",
                remedy: "bring the repository back, so that the copy is made anew")
        }
        try check(content.digest, of: source)
        return PinnedFolder(
            path: copy, digest: content.digest,
            note: "the last good copy of \(source) is used, for \(error.detail)",
            lastRead: Self.modificationTime(of: "\(copy).digest"))
    }

    private static func modificationTime(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }

    private func check(_ digest: Digest, of source: PinnedSource) throws {
        guard let wanted = source.digest, wanted != digest else { return }
        throw Diagnostic(
            .usage, "accept the pack", on: "\(source.place): \(source)",
            because: "its digest is \(digest), and \(wanted) is asked for",
            remedy: "look at what is in that commit before you change the digest")
    }

    private func replace(_ copy: String, with content: PinnedContent) throws {
        let fresh = "\(copy).new"
        try? FileManager.default.removeItem(atPath: fresh)
        try PrivateFolder.make(fresh)
        try content.write(to: fresh)
        try? FileManager.default.removeItem(atPath: copy)
        guard rename(fresh, copy) == 0 else {
            throw FileError("move a folder", copy, because: .current)
        }
        try AtomicFile.write(
            Array(content.digest.description.utf8), to: "\(copy).digest", mode: 0o600)
    }

    /// The commit's tree, from the mirror when it is there already.
    private func snapshot(of source: PinnedSource) throws(GitError) -> GitTreeSnapshot {
        let remote = try RemoteURL(parsing: source.git)
        let mirror = MirrorStore(home: "\(home)/packs").mirror(of: remote)
        if let repository = try? mirror.repository(),
            let snapshot = try? GitTreeSnapshot(commit: source.commit, in: repository)
        {
            return snapshot
        }
        do {
            try prepare(remote)
        } catch let error as any DiagnosableError {
            throw GitError(
                .authentication, "read the pack", on: source.git,
                because: error.diagnostic.reason, remedy: error.diagnostic.remedy)
        } catch {
            throw GitError(
                .authentication, "read the pack", on: source.git, because: "\(error)", remedy: nil)
        }
        _ = try mirror.fetch(options)
        do throws(GitError) {
            return try GitTreeSnapshot(commit: source.commit, in: try mirror.repository())
        } catch {
            throw GitError(
                error.code, "read the pack", on: source.git,
                because: "no branch of it has the commit \(source.commit)", remedy: nil)
        }
    }

    private func copy(of source: PinnedSource) -> String {
        let key = Digest.framed([
            source.git, source.commit.description, source.path.description,
        ])
        return "\(home)/packs/copies/\(key.hex.prefix(40))"
    }
}
