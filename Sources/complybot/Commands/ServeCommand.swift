import Basics
import Fleet
import WebServer

/// `complybot serve`: the service.
enum ServeCommand {
    static let specification = CommandSpecification(
        words: ["serve"],
        summary: "take webhooks, keep the schedule, work on the queue, and show it all",
        discussion: """
            Listens on 127.0.0.1:8484 unless told otherwise; TLS is a reverse proxy's. What the fleet is, when it is looked
            through, and where the secrets are, stands in complybot.yml under fleet, schedule and server.
            SIGTERM ends it in good order: it takes nothing new, gives running work some time, and hands back the rest.
            """,
        options: [
            .init(name: "listen", value: "ADDRESS:PORT", summary: "where to listen"),
            .init(
                name: "no-workers",
                summary: "work on nothing here: complybot worker does, on other machines"),
        ] + Workplace.options,
        run: run)

    private static func run(_ arguments: ParsedArguments, _ terminal: Terminal) async throws
        -> ExitStatus
    {
        let signals = StopSignals()
        let service = try await Service(arguments, terminal)
        try await service.run(until: signals.first)
        return .done
    }
}
