internal import Foundation

/// Files and folders of a repository.
enum ContentRoutes {
    static let handlers: [String: Call.Handler] = [
        "repos/get-content": get,
        "repos/get-readme": readme,
        "repos/create-or-update-file-contents": put,
    ]

    private static func commit(_ call: Call) throws -> String {
        let repository = try call.repository
        let ref = call.query["ref"] ?? repository.defaultBranch
        guard let commit = repository.git.resolve(ref) else {
            throw Refusal(
                404,
                repository.git.references.isEmpty
                    ? "This repository is empty." : "No commit found for the ref \(ref)")
        }
        return commit
    }

    private static func get(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let commit = try commit(call)
        let path = call["path"]
        let parts = path.split(separator: "/")
        let folder = parts.dropLast().joined(separator: "/")
        if !parts.isEmpty {
            let name = parts.last.map(String.init) ?? ""
            let siblings = try? repository.git.entries(of: "\(commit):\(folder)")
            guard let entry = siblings?.first(where: { $0.path == name }) else {
                throw Refusal.notFound
            }
            if entry.type != "tree" { return try file(entry, at: path, commit, call) }
        }
        let entries = try repository.git.entries(of: "\(commit):\(path)")
        let prefix = path.isEmpty ? "" : "\(path)/"
        return Reply(
            200,
            .array(entries.map { picture($0, at: "\(prefix)\($0.path)", commit, call, repository) })
        )
    }

    private static func file(
        _ entry: GitStore.TreeEntry, at path: String, _ commit: String, _ call: Call
    ) throws -> Reply {
        let repository = try call.repository
        let size = entry.size ?? 0
        let accept = call.headers["accept"] ?? ""
        let bytes =
            entry.type == "blob"
            ? try Tool.run("git", ["cat-file", "blob", entry.oid], in: repository.git.path).bytes
            : []
        if accept.contains("raw") {
            var reply = Reply(200)
            reply.raw = ("application/vnd.github.raw+json; charset=utf-8", bytes)
            return reply
        }
        guard size <= 100 << 20 else {
            throw Refusal.invalid("Blob", field: "data", code: "too_large")
        }
        var members = picture(entry, at: path, commit, call, repository).members ?? [:]
        if entry.mode == "120000" {
            members["target"] = .string(String(decoding: bytes, as: UTF8.self))
        } else if entry.type == "blob" {
            // Between 1 and 100 MB GitHub leaves the content out.
            members["encoding"] = size > 1 << 20 ? "none" : "base64"
            members["content"] = .string(size > 1 << 20 ? "" : base64(bytes))
        }
        return Reply(200, .object(members))
    }

    /// The bytes as GitHub writes them: lines of sixty, each with its end.
    static func base64(_ bytes: [UInt8]) -> String {
        let text = Array(Data(bytes).base64EncodedString())
        return stride(from: 0, to: text.count, by: 60)
            .map { String(text[$0..<min($0 + 60, text.count)]) + "\n" }.joined()
    }

    private static func picture(
        _ entry: GitStore.TreeEntry, at path: String, _ commit: String, _ call: Call,
        _ repository: Repository
    ) -> JSON {
        let (api, server) = (call.world.api, call.world.server)
        let escaped = path.split(separator: "/").map { String($0).percentEncoded }.joined(
            separator: "/")
        let ref = call.query["ref"] ?? repository.defaultBranch
        let url =
            "\(api)/repos/\(repository.fullName)/contents/\(escaped)?ref=\(ref.percentEncoded)"
        let isTree = entry.type == "tree"
        let git =
            "\(api)/repos/\(repository.fullName)/git/\(isTree ? "trees" : "blobs")/\(entry.oid)"
        let html = "\(server)/\(repository.fullName)/\(isTree ? "tree" : "blob")/\(ref)/\(escaped)"
        let type: JSON =
            isTree
            ? "dir"
            : entry.type == "commit" ? "submodule" : entry.mode == "120000" ? "symlink" : "file"
        return [
            "type": type, "size": .int(entry.size ?? 0),
            "name": .string(path.split(separator: "/").last.map(String.init) ?? ""),
            "path": .string(path), "sha": .string(entry.oid), "url": .string(url),
            "git_url": .string(git), "html_url": .string(html),
            "download_url": isTree
                ? .null : .string("\(server)/\(repository.fullName)/raw/\(ref)/\(escaped)"),
            "_links": ["self": .string(url), "git": .string(git), "html": .string(html)],
        ]
    }

    private static func readme(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let commit = try commit(call)
        let entries = try repository.git.entries(of: commit)
        guard let entry = entries.first(where: { $0.path.lowercased().hasPrefix("readme") }) else {
            throw Refusal.notFound
        }
        return try file(entry, at: entry.path, commit, call)
    }

    private static func put(_ call: Call) throws -> Reply {
        let (repository, path) = (try call.repository, call["path"])
        let branch = call.body["branch"]?.text ?? repository.defaultBranch
        let parent = repository.git.branch(branch)
        guard parent != nil || repository.git.branches.isEmpty else {
            throw Refusal(404, "Branch \(branch) not found")
        }
        let text = (call.body["content"]?.text ?? "").filter { !$0.isWhitespace }
        guard let content = Data(base64Encoded: text) else {
            throw Refusal.unprocessable("content is not valid Base64")
        }
        let old = parent.flatMap { repository.git.file(path, of: $0) }
        let given = call.body["sha"]?.text
        if old != nil, given == nil {
            throw Refusal.unprocessable("Invalid request.\n\n\"sha\" wasn't supplied.")
        }
        if let given, given != old?.oid {
            throw Refusal(409, "\(path) does not match \(given)")
        }
        try call.world.checkPush(to: branch, of: repository, by: call.credential)
        let commit = try repository.git.commit(
            [path: Array(content)], on: branch, parent: parent,
            message: call.body["message"]?.text ?? "", by: call.world.author(call.actor))
        call.world.sync(repository, by: call.actor.login)
        let entry = try repository.git.entries(of: commit, isRecursive: true).first {
            $0.path == path
        }
        guard let entry, let metadata = repository.git.commit(commit) else {
            throw Refusal.notFound
        }
        return Reply(
            old == nil ? 201 : 200,
            [
                "content": picture(entry, at: path, commit, call, repository),
                "commit": Presenter(world: call.world).gitCommit(metadata, in: repository),
            ])
    }
}
