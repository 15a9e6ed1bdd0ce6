internal import Foundation
internal import StandInForge

/// The stand-in as a program of its own, for demos and for tests of other programs.
@main
enum StandInForgeProgram {
    static func main() {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            FileHandle.standardError.write(Data(Options.usage.utf8))
            exit(2)
        }
        do {
            let forge = try start(options)
            let sources = [SIGTERM, SIGINT].map { stop(forge, on: $0) }
            // The parent's end of the pipe: what comes in means nothing, its end means the end.
            while !FileHandle.standardInput.availableData.isEmpty {}
            forge.stop()
            if let folder = options.pulls {
                try writePullRequests(of: forge, to: folder)
            }
            withExtendedLifetime(sources) {}
        } catch {
            FileHandle.standardError.write(Data("stand-in-forge: \(error)\n".utf8))
            exit(3)
        }
    }

    private static func start(_ options: Options) throws -> StandInForge {
        let forge = try StandInForge(
            port: options.port, folder: options.folder, socket: options.socket)
        try forge.addOrganization(options.organization, members: ["ada": "admin"])
        if let seed = options.seed {
            try forge.seed(from: seed, organization: options.organization)
        }
        try forge.addFleet(options.fleet, organization: options.organization)
        let app = try forge.addApp("complybot", owner: options.organization)
        let installation = try forge.install(app, in: options.organization)
        if let url = options.webhook, let file = options.webhookSecret {
            let secret = try String(contentsOfFile: file, encoding: .utf8)
            try forge.setWebhook(
                url, secret: secret.trimmingCharacters(in: .newlines), of: app)
        }
        var lines = forge.serverURL
        if options.printsEnvironment {
            lines = """
                GITHUB_SERVER_URL=\(forge.serverURL)
                GITHUB_API_URL=\(forge.apiURL)
                GITHUB_GRAPHQL_URL=\(forge.graphQLURL)
                GITHUB_TOKEN=\(try forge.installationToken(for: installation))
                STAND_IN_PERSON_TOKEN=\(try forge.personalToken(for: "ada"))
                STAND_IN_APP_ID=\(app.id)
                """
        }
        if let file = options.appKey {
            guard
                FileManager.default.createFile(
                    atPath: file, contents: Data(app.privateKey.utf8),
                    attributes: [.posixPermissions: 0o600])
            else {
                throw CocoaError(
                    .fileWriteUnknown, userInfo: [NSFilePathErrorKey: file])
            }
        }
        FileHandle.standardOutput.write(Data("\(lines)\n".utf8))
        return forge
    }

    /// Writes each pull request as `NAME-NUMBER.md`, its title, state and branches first.
    private static func writePullRequests(of forge: StandInForge, to folder: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for repository in try forge.repositories() {
            for pull in try forge.pullRequests(of: repository) {
                let text = """
                    # \(pull.title)

                    \(repository)#\(pull.number), \(pull.state), by \(pull.author), from \(pull.head) to \(pull.base)

                    \(pull.body)

                    """
                let name = repository.split(separator: "/").last.map(String.init) ?? repository
                try Data(text.utf8).write(
                    to: URL(filePath: "\(folder)/\(name)-\(pull.number).md"))
            }
        }
    }

    private static func stop(_ forge: StandInForge, on number: Int32) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            forge.remove()
            exit(0)
        }
        source.resume()
        return source
    }
}
