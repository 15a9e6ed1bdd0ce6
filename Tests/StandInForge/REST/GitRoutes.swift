internal import Foundation

/// The git database: references, commits, trees, blobs.
enum GitRoutes {
    static let handlers: [String: Call.Handler] = [
        "git/get-ref": getRef, "git/list-matching-refs": matchingRefs, "git/create-ref": createRef,
        "git/update-ref": updateRef, "git/delete-ref": deleteRef, "git/get-commit": getCommit,
        "git/create-commit": createCommit, "git/get-tree": getTree, "git/create-tree": createTree,
        "git/get-blob": getBlob, "git/create-blob": createBlob,
    ]

    private static func git(_ call: Call) throws -> GitStore {
        let git = try call.repository.git
        guard !git.references.isEmpty else { throw Refusal(409, "Git Repository is empty.") }
        return git
    }

    private static func picture(_ name: String, _ oid: String, _ call: Call) throws -> JSON {
        let url = "\(call.world.api)/repos/\(try call.repository.fullName)/git"
        return [
            "ref": .string(name), "node_id": .string("REF_\(name)"),
            "url": .string("\(url)/\(name)"),
            "object": [
                "type": "commit", "sha": .string(oid), "url": .string("\(url)/commits/\(oid)"),
            ],
        ]
    }

    private static func getRef(_ call: Call) throws -> Reply {
        let name = "refs/\(call["ref"])"
        guard let oid = try git(call).references[name] else { throw Refusal.notFound }
        return Reply(200, try picture(name, oid, call))
    }

    private static func matchingRefs(_ call: Call) throws -> Reply {
        let prefix = "refs/\(call["ref"])"
        let found = try git(call).references.filter { $0.key.hasPrefix(prefix) }
        return Reply(
            200,
            .array(try found.sorted { $0.key < $1.key }.map { try picture($0.key, $0.value, call) })
        )
    }

    private static func createRef(_ call: Call) throws -> Reply {
        let git = try git(call)
        let (name, oid) = (call.body["ref"]?.text ?? "", call.body["sha"]?.text ?? "")
        guard name.hasPrefix("refs/"), name.split(separator: "/").count >= 3 else {
            throw Refusal.unprocessable("Reference name must start with 'refs/'")
        }
        guard git.commit(oid) != nil else { throw Refusal.unprocessable("Object does not exist") }
        guard git.references[name] == nil else {
            throw Refusal.unprocessable("Reference already exists")
        }
        do { try git.move(name, to: oid, from: nil) } catch {
            throw Refusal.unprocessable("Reference update failed")
        }
        call.world.sync(try call.repository, by: call.actor.login)
        return Reply(201, try picture(name, oid, call))
    }

    private static func updateRef(_ call: Call) throws -> Reply {
        let git = try git(call)
        let (name, oid) = ("refs/\(call["ref"])", call.body["sha"]?.text ?? "")
        guard let old = git.references[name] else {
            throw Refusal.unprocessable("Reference does not exist")
        }
        guard git.commit(oid) != nil else { throw Refusal.unprocessable("Object does not exist") }
        if call.body["force"]?.flag != true, git.distance(old, oid).behind > 0 {
            throw Refusal.unprocessable("Update is not a fast forward")
        }
        let branch = String(name.dropFirst("refs/heads/".count))
        try call.world.checkPush(to: branch, of: try call.repository, by: call.credential)
        try git.move(name, to: oid, from: old)
        call.world.sync(try call.repository, by: call.actor.login)
        return Reply(200, try picture(name, oid, call))
    }

    private static func deleteRef(_ call: Call) throws -> Reply {
        let git = try git(call)
        let name = "refs/\(call["ref"])"
        guard git.references[name] != nil else {
            throw Refusal.unprocessable("Reference does not exist")
        }
        guard name != "refs/heads/\(try call.repository.defaultBranch)" else {
            throw Refusal.unprocessable("Cannot delete the default branch")
        }
        try git.delete(name)
        call.world.sync(try call.repository, by: call.actor.login)
        return Reply(204)
    }

    private static func getCommit(_ call: Call) throws -> Reply {
        guard let commit = try git(call).commit(call["commit_sha"]) else { throw Refusal.notFound }
        return Reply(200, Presenter(world: call.world).gitCommit(commit, in: try call.repository))
    }

    private static func createCommit(_ call: Call) throws -> Reply {
        let git = try git(call)
        let parents = call.body["parents"]?.items?.compactMap(\.text) ?? []
        guard parents.allSatisfy({ git.commit($0) != nil }) else {
            throw Refusal.unprocessable("Parent SHA does not exist or is not a commit object")
        }
        let tree = call.body["tree"]?.text ?? ""
        guard (try? git.git(["cat-file", "-t", tree])) == "tree" else {
            throw Refusal.unprocessable("Tree SHA does not exist")
        }
        let author = author(call.body["author"], call)
        let oid = try git.commitTree(
            tree, parents: parents, message: call.body["message"]?.text ?? "", author: author,
            committer: call.body["committer"].map { self.author($0, call) } ?? author)
        guard let commit = git.commit(oid) else { throw Refusal.notFound }
        return Reply(201, Presenter(world: call.world).gitCommit(commit, in: try call.repository))
    }

    private static func author(_ value: JSON?, _ call: Call) -> GitStore.Author {
        let usual = call.world.author(call.actor)
        guard let value else { return usual }
        let date = value["date"]?.text.flatMap { try? Date($0, strategy: .iso8601) }
        return GitStore.Author(
            name: value["name"]?.text ?? usual.name, email: value["email"]?.text ?? usual.email,
            time: date.map { Int($0.timeIntervalSince1970) } ?? usual.time)
    }

    private static func getTree(_ call: Call) throws -> Reply {
        let git = try git(call)
        let name = call["tree_sha"]
        let object = git.resolve(name) ?? name
        guard let tree = try? git.git(["rev-parse", "--verify", "--quiet", "\(object)^{tree}"])
        else {
            throw Refusal.notFound
        }
        return Reply(
            200, try picture(ofTree: tree, isRecursive: call.query["recursive"] != nil, call))
    }

    private static func picture(ofTree oid: String, isRecursive: Bool, _ call: Call) throws -> JSON
    {
        let url = "\(call.world.api)/repos/\(try call.repository.fullName)/git"
        let entries = try call.repository.git.entries(of: oid, isRecursive: isRecursive)
        return [
            "sha": .string(oid), "url": .string("\(url)/trees/\(oid)"), "truncated": false,
            "tree": .array(
                entries.map { entry in
                    var members: [String: JSON] = [
                        "path": .string(entry.path), "mode": .string(entry.mode),
                        "type": .string(entry.type), "sha": .string(entry.oid),
                        "url": .string("\(url)/\(entry.type)s/\(entry.oid)"),
                    ]
                    if let size = entry.size { members["size"] = .int(size) }
                    return .object(members)
                }),
        ]
    }

    private static func createTree(_ call: Call) throws -> Reply {
        let git = try git(call)
        let index = "\(git.path)/index-\(call.world.nextID())"
        defer { try? FileManager.default.removeItem(atPath: index) }
        let environment = ["GIT_INDEX_FILE": index]
        if let base = call.body["base_tree"]?.text {
            guard (try? git.git(["read-tree", base], environment: environment)) != nil else {
                throw Refusal.unprocessable("base_tree is not a valid tree oid")
            }
        }
        var lines: [UInt8] = []
        for entry in call.body["tree"]?.items ?? [] {
            let path = entry["path"]?.text ?? ""
            if let text = entry["content"]?.text {
                let oid = try git.git(["hash-object", "-w", "--stdin"], input: Array(text.utf8))
                lines += Array("\(entry["mode"]?.text ?? "100644") \(oid)\t\(path)\0".utf8)
            } else if let oid = entry["sha"]?.text {
                lines += Array("\(entry["mode"]?.text ?? "100644") \(oid)\t\(path)\0".utf8)
            } else {
                lines += Array("0 \(String(repeating: "0", count: 40))\t\(path)\0".utf8)
            }
        }
        do {
            try git.git(
                ["update-index", "-z", "--index-info"], input: lines, environment: environment)
            let tree = try git.git(["write-tree"], environment: environment)
            return Reply(201, try picture(ofTree: tree, isRecursive: false, call))
        } catch { throw Refusal.unprocessable("tree.path contains a malformed path component") }
    }

    private static func getBlob(_ call: Call) throws -> Reply {
        let git = try git(call)
        let oid = call["file_sha"]
        let output = try Tool.run("git", ["cat-file", "blob", oid], in: git.path)
        guard output.status == 0 else { throw Refusal.notFound }
        return Reply(
            200,
            [
                "sha": .string(oid), "node_id": .string("B_\(oid)"),
                "size": .int(output.bytes.count),
                "encoding": "base64", "content": .string(ContentRoutes.base64(output.bytes)),
                "url": .string(
                    "\(call.world.api)/repos/\(try call.repository.fullName)/git/blobs/\(oid)"),
            ])
    }

    private static func createBlob(_ call: Call) throws -> Reply {
        let git = try git(call)
        let text = call.body["content"]?.text ?? ""
        let isBase64 = call.body["encoding"]?.text == "base64"
        let plain = text.filter { !$0.isWhitespace }
        guard
            let bytes = isBase64 ? Data(base64Encoded: plain).map({ Array($0) }) : Array(text.utf8)
        else { throw Refusal.unprocessable("content is not valid Base64") }
        let oid = try git.git(["hash-object", "-w", "--stdin"], input: bytes)
        return Reply(
            201,
            [
                "sha": .string(oid),
                "url": .string(
                    "\(call.world.api)/repos/\(try call.repository.fullName)/git/blobs/\(oid)"),
            ])
    }
}
