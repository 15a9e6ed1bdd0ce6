internal import Foundation
internal import Synchronization

/// The path of a request of git's smart HTTP protocol.
struct GitPath: Sendable {
    let owner: String
    let name: String
    /// What follows the repository, such as `/info/refs`.
    let rest: String
    let isPush: Bool

    /// Nil for a path of another kind.
    init?(_ request: HTTPRequest) {
        let path = request.path
        guard
            let rest = ["/info/refs", "/git-upload-pack", "/git-receive-pack"].first(
                where: path.hasSuffix)
        else { return nil }
        let parts = HTTPRequest.segments(of: path.dropLast(rest.count))
        guard parts.count == 2 else { return nil }
        owner = parts[0]
        name = parts[1].hasSuffix(".git") ? String(parts[1].dropLast(4)) : parts[1]
        self.rest = rest
        isPush = rest == "/git-receive-pack" || request.query["service"] == "git-receive-pack"
    }
}

/// Lets git's clients in, as far as their credentials go.
struct GitDoor {
    let engine: Engine
    let backend: GitBackend

    /// What git's backend needs to know about an admitted client.
    private struct Admission: Sendable {
        let repository: Int
        let actor: String
        let credential: String
        let hook: [String: String]
    }

    func answer(_ request: HTTPRequest, _ path: GitPath) -> Router.Outcome {
        let admission: Result<Admission, HTTPRefusal> = engine.world.withLock { world in
            do { return .success(try Self.admit(request, path, world)) } catch let refusal
                as HTTPRefusal
            {
                return .failure(refusal)
            } catch { return .failure(HTTPRefusal(answer: HTTPAnswer(500))) }
        }
        switch admission {
        case .failure(let refusal):
            return Router.Outcome(
                answer: refusal.answer, operation: "git", credential: refusal.credential)
        case .success(let admission):
            let answer = backend.answer(
                to: request, repository: "\(admission.repository).git", rest: path.rest,
                user: admission.actor, hook: admission.hook)
            if path.rest == "/git-receive-pack" {
                engine.world.withLock { world in
                    if let repository = world.repositories[admission.repository] {
                        world.sync(repository, by: admission.actor)
                    }
                }
            }
            return Router.Outcome(
                answer: answer, operation: "git", credential: admission.credential)
        }
    }

    /// An answer of the door itself.
    struct HTTPRefusal: Error, Sendable {
        let answer: HTTPAnswer
        var credential = "refused"

        init(answer: HTTPAnswer) { self.answer = answer }

        init(
            _ status: Int, _ text: String, _ headers: [(name: String, value: String)] = [],
            by kind: String = "refused"
        ) {
            answer = HTTPAnswer(
                status, headers: headers + [("Content-Type", "text/plain")], body: Array(text.utf8))
            credential = kind
        }

        static let unauthorized = HTTPRefusal(
            401,
            "Invalid username or token. Password authentication is not supported for Git operations.",
            [("WWW-Authenticate", "Basic realm=\"GitHub\"")])
    }

    private static func admit(_ request: HTTPRequest, _ path: GitPath, _ world: World) throws
        -> Admission
    {
        guard let credential = try? world.credential(request.headers["authorization"]) else {
            throw HTTPRefusal.unauthorized
        }
        let isAnonymous = if case .anonymous = credential { true } else { false }
        if case .app = credential { throw HTTPRefusal.unauthorized }
        guard let repository = world.repository(everNamed: path.owner, path.name),
            world.canSee(repository, credential)
        else {
            if isAnonymous { throw HTTPRefusal.unauthorized }
            throw HTTPRefusal(404, "Repository not found.", by: credential.kind)
        }
        if repository.block != nil {
            throw HTTPRefusal(
                403, "Access to this repository has been disabled by GitHub staff.",
                by: credential.kind)
        }
        guard world.repository(path.owner, path.name) != nil else {
            let place = "\(world.server)/\(repository.fullName).git\(path.rest)"
            let query = request.rawQuery.isEmpty ? "" : "?\(request.rawQuery)"
            throw HTTPRefusal(301, "", [("Location", place + query)], by: credential.kind)
        }
        let actor = credential.actor(in: world)
        let need: Role = path.isPush ? .write : .read
        guard world.level("contents", in: repository, credential) >= need else {
            if isAnonymous { throw HTTPRefusal.unauthorized }
            throw HTTPRefusal(
                403, "Permission to \(repository.fullName).git denied to \(actor.login).",
                by: credential.kind)
        }
        if path.isPush, repository.isArchived {
            throw HTTPRefusal(
                403, "This repository was archived so it is read-only.", by: credential.kind)
        }
        return Admission(
            repository: repository.id, actor: actor.login, credential: credential.kind,
            hook: path.rest == "/git-receive-pack"
                ? PushHook.variables(repository, credential, world) : [:])
    }
}
