/// `complybot worker`: a worker alone.
enum WorkerCommand {
    static let specification = CommandSpecification(
        words: ["worker"],
        summary: "take jobs from a service elsewhere, and work on them here",
        discussion: """
            The service has the queue, the journal and the budget of the forge's writes; a worker only takes jobs, one for
            each of its threads, and holds them as long as it can say so. It needs the version, the packs and the
            complybot.yml of the service, its own credential for the forge, and a home folder of its own.
            SIGTERM ends it in good order: it takes nothing new, gives running work some time, and hands back the rest.
            """,
        options: [
            .init(
                name: "server", value: "URL",
                summary: "the service's address; http:// on loopback only"),
            .init(
                name: "token-file", value: "FILE",
                summary: "the token that the service's server.worker_token_file has"),
            .init(
                name: "name", value: "NAME",
                summary: "what the service calls it (default: the machine's name)"),
        ] + Workplace.options
    ) { arguments, terminal in
        let signals = StopSignals()
        let worker = try await WorkerProcess.prepared(arguments, terminal)
        try await worker.run(until: signals.first)
        return .done
    }
}
