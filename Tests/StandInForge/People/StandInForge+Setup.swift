internal import Foundation
internal import Synchronization

extension StandInForge {
    /// Why a test's wish cannot be met.
    package struct Mistake: Error, CustomStringConvertible {
        package let description: String
    }

    /// An App, with the key that only it should have.
    package struct AppIdentity: Sendable {
        /// The App's number, the issuer of its JSON web tokens.
        package let id: Int
        /// The slug; its account is `SLUG[bot]`.
        package let slug: String
        /// The private key in PEM form.
        package let privateKey: String
    }

    /// The permissions that complybot's App asks for.
    package static let usualPermissions = [
        "metadata": "read", "contents": "write", "pull_requests": "write", "issues": "write",
        "checks": "write", "statuses": "write", "security_events": "write", "workflows": "write",
        "administration": "read", "members": "read",
    ]

    /// Runs work on the state; what it throws in GitHub's words becomes a ``Mistake``.
    func change<Result: Sendable>(_ work: @Sendable (World) throws -> Result) throws -> Result {
        let outcome: Swift.Result<Result, Mistake> = engine.world.withLock { world in
            do {
                let result = try work(world)
                // What people do without telling their names, an owner of everything does.
                if !world.webhooks.isEmpty { world.noticeChanges(by: world.account("ada", .user)) }
                return .success(result)
            } catch let refusal as Refusal {
                return .failure(Mistake(description: refusal.body.description))
            } catch { return .failure(Mistake(description: "\(error)")) }
        }
        engine.sendDeliveries()
        return try outcome.get()
    }

    /// Adds an organisation with its members, each `admin` or `member`.
    package func addOrganization(
        _ login: String, members: [String: String] = [:], basePermission: String = "read"
    ) throws {
        try change { world in
            let organization = world.account(login, .organization)
            organization.basePermission = basePermission
            for (member, role) in members {
                _ = world.account(member, .user)
                organization.members[member.lowercased()] = role
            }
        }
    }

    /// Adds a user.
    package func addUser(_ login: String, name: String? = nil) throws {
        try change { $0.account(login, .user).name = name }
    }

    /// Adds a team, which may do `permission` in each of the repositories.
    package func addTeam(
        _ slug: String, in organization: String, members: [String], permission: String = "push",
        repositories: [String] = []
    ) throws {
        try change { world in
            let owner = world.account(organization, .organization)
            let team = Team(id: world.nextID(), slug: slug, organization: owner)
            team.members = Set(members.map { $0.lowercased() })
            for name in repositories { team.permissions[try world.named(name).id] = permission }
            owner.teams[slug] = team
        }
    }

    /// Adds a repository `OWNER/NAME` with one commit of these files; without files it is empty.
    package func addRepository(
        _ fullName: String, files: [String: String] = ["README.md": "hello\n"],
        isPrivate: Bool = false, defaultBranch: String = "main"
    ) throws {
        try change { world in
            let repository = try world.make(fullName, isPrivate: isPrivate, defaultBranch)
            guard !files.isEmpty else { return }
            let author = GitStore.Author(
                name: "Ada Author", email: "ada@example.com", time: 1_700_000_000)
            _ = try repository.git.commit(
                files.mapValues { Array($0.utf8) }, on: defaultBranch, parent: nil,
                message: "Start", by: author)
            world.sync(repository, by: "seed")
        }
    }

    /// Adds a repository with the references of a bare or other repository on this machine.
    package func addRepository(
        _ fullName: String, from path: String, isPrivate: Bool = false,
        defaultBranch: String = "main"
    ) throws {
        try change { world in
            let repository = try world.make(fullName, isPrivate: isPrivate, defaultBranch)
            try repository.git.git([
                "fetch", "-q", path, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*",
            ])
            world.sync(repository, by: "seed")
        }
    }

    /// Adds a repository with the references of another, without a process: hundreds cost no time.
    package func addRepository(_ fullName: String, likeThatOf original: String) throws {
        try change { world in
            let source = try world.named(original)
            let repository = try world.make(
                fullName, isPrivate: source.isPrivate, source.defaultBranch)
            for folder in ["objects", "refs"] {
                let target = "\(repository.git.path)/\(folder)"
                try FileManager.default.removeItem(atPath: target)
                try FileManager.default.copyItem(
                    atPath: "\(source.git.path)/\(folder)", toPath: target)
            }
            world.sync(repository, by: "seed")
        }
    }

    /// Adds an App with a key of its own.
    package func addApp(
        _ slug: String, owner: String, permissions: [String: String] = usualPermissions
    ) throws -> AppIdentity {
        let key = try Tool.text(
            "openssl", ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
        let publicKey = try Tool.text(
            "openssl", ["pkey", "-pubout"], input: Array("\(key)\n".utf8))
        return try change { world in
            let app = App(
                id: world.nextID(), slug: slug, owner: world.account(owner, .organization),
                bot: world.account("\(slug)[bot]", .bot), permissions: permissions)
            app.publicKey = "\(publicKey)\n"
            world.apps[app.id] = app
            return AppIdentity(id: app.id, slug: slug, privateKey: "\(key)\n")
        }
    }

    /// Installs an App in an account, for all of its repositories or those named; returns the installation's number.
    @discardableResult
    package func install(
        _ app: AppIdentity, in login: String, repositories: [String]? = nil,
        permissions: [String: String]? = nil
    ) throws -> Int {
        try change { world in
            guard let known = world.apps[app.id], let account = world.account(login) else {
                throw Mistake(description: "no App or account \(login)")
            }
            let selected = try repositories.map { Set(try $0.map { try world.named($0).id }) }
            let installation = Installation(
                id: world.nextID(), app: known, account: account, selected: selected,
                permissions: permissions ?? known.permissions)
            world.installations[installation.id] = installation
            return installation.id
        }
    }

    /// A personal access token of a user.
    package func personalToken(for login: String) throws -> String {
        try change { world in
            let secret = world.nextToken("ghp")
            world.tokens[secret] = Token(.person(world.account(login, .user)))
            return secret
        }
    }

    /// The token that a workflow of a repository has.
    package func actionsToken(
        for fullName: String,
        permissions: [String: String] = ["contents": "read", "metadata": "read"]
    ) throws -> String {
        try change { world in
            let secret = world.nextToken("ghs")
            world.tokens[secret] = Token(
                .actions(try world.named(fullName)), expiresAt: world.now + 86400,
                permissions: permissions)
            return secret
        }
    }

    /// An installation's token without the detour over a JSON web token.
    package func installationToken(for installation: Int) throws -> String {
        try change { world in
            guard let found = world.installations[installation] else {
                throw Mistake(description: "no installation \(installation)")
            }
            let secret = world.nextToken("ghs")
            world.tokens[secret] = Token(.installation(found), expiresAt: world.now + 3600)
            return secret
        }
    }

    /// Every token that there is or was, for tests that look for one where none may be.
    package func secrets() throws -> [String] { try change { $0.tokens.keys.sorted() } }

    /// Sets the limits for every credential.
    package func setLimits(_ limits: Limits) throws { try change { $0.limits = limits } }
    /// Moves the stand-in's clock forward; tokens age, limits start anew.
    package func advanceClock(seconds: Int) throws { try change { $0.clockOffset += seconds } }
}

extension World {
    /// A repository by its present name `OWNER/NAME`.
    func named(_ fullName: String) throws -> Repository {
        let parts = fullName.split(separator: "/").map(String.init)
        guard parts.count == 2, let found = repository(parts[0], parts[1]) else {
            throw StandInForge.Mistake(description: "no repository \(fullName)")
        }
        return found
    }

    /// Makes a repository, and its owner as an organisation when it is new.
    func make(_ fullName: String, isPrivate: Bool, _ defaultBranch: String) throws -> Repository {
        let parts = fullName.split(separator: "/").map(String.init)
        guard parts.count == 2 else {
            throw StandInForge.Mistake(description: "no name: \(fullName)")
        }
        return try addRepository(
            account(parts[0], .organization), parts[1], isPrivate: isPrivate,
            defaultBranch: defaultBranch)
    }
}
