internal import Foundation

/// SARIF documents and dependency snapshots.
enum UploadRoutes {
    static let handlers: [String: Call.Handler] = [
        "code-scanning/upload-sarif": upload,
        "code-scanning/get-sarif": { call in
            let id = call["sarif_id"]
            guard try call.repository.sarifs.contains(where: { $0.id == id }) else {
                throw Refusal.notFound
            }
            let url = "\(call.world.api)/repos/\(try call.repository.fullName)/code-scanning"
            return Reply(
                200,
                [
                    "processing_status": "complete",
                    "analyses_url": .string("\(url)/analyses?sarif_id=\(id)"), "errors": [],
                ])
        },
        "dependency-graph/create-repository-snapshot": snapshot,
    ]

    private static func upload(_ call: Call) throws -> Reply {
        let repository = try call.repository
        let commit = call.body["commit_sha"]?.text ?? ""
        guard repository.git.commit(commit) != nil else {
            throw Refusal(404, "commit not found")
        }
        guard let packed = Data(base64Encoded: call.body["sarif"]?.text ?? ""),
            let plain = try? Tool.run("gzip", ["-dc"], input: Array(packed)), plain.status == 0,
            let document = try? JSON(parsing: plain.bytes)
        else { throw Refusal(400, "The SARIF file is not gzip-compressed and Base64-encoded JSON") }
        guard packed.count <= 10 << 20 else { throw Refusal(413, "Payload too large") }
        guard document["version"]?.text == "2.1.0", document["runs"]?.items != nil else {
            throw Refusal(400, "Invalid SARIF. JSON syntax or version error")
        }
        let id = "\(UUID().uuidString.lowercased())"
        repository.sarifs.append(
            SARIFUpload(
                id: id, commit: commit, ref: call.body["ref"]?.text ?? "", document: document))
        let url = "\(call.world.api)/repos/\(repository.fullName)/code-scanning/sarifs/\(id)"
        return Reply(202, ["id": .string(id), "url": .string(url)])
    }

    private static func snapshot(_ call: Call) throws -> Reply {
        let repository = try call.repository
        repository.snapshots.append(call.body)
        let head = repository.git.branch(repository.defaultBranch)
        let isCurrent = call.body["sha"]?.text == head
        return Reply(
            201,
            [
                "id": .int(call.world.nextID()), "created_at": .string(World.date(call.world.now)),
                "result": isCurrent ? "SUCCESS" : "ACCEPTED",
                "message": isCurrent
                    ? "Dependency results for the repo have been successfully updated."
                    : "The snapshot was accepted, but it is not for the default branch. It will not update dependency results for the repository."
                    ,
            ])
    }
}
