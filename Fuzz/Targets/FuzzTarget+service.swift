internal import Fleet
internal import Forge

extension FuzzTarget {
    /// What the service takes from outside.
    static let service: [FuzzTarget] = [webhook, schedule]

    /// The name of an event up to a zero byte, then its body.
    private static let webhook = FuzzTarget(
        "webhook", "payloads of GitHub's webhooks, and what follows from them"
    ) { input in
        var reader = InputReader(input)
        let event = String(decoding: reader.part(), as: UTF8.self)
        guard let payload = try? WebhookPayload(event: event, body: reader.bytes) else {
            return nil
        }
        guard let endpoint = try? GitHubEndpoint() else { return "github.com has no endpoint" }
        let routing = DeliveryRouting(
            endpoint: endpoint,
            account: GitHubAccount(login: "complybot[bot]", id: 21_031_067, appID: 29_310),
            isApp: false)
        let routed = routing.route(payload)
        let isSomething = !routed.requests.isEmpty || !routed.changes.isEmpty
        if isSomething != (routed.verdict == .routed) { return "the verdict is another" }
        if Set(routed.requests).count != routed.requests.count { return "a request stands twice" }
        for request in routed.requests
        where !request.location.hasPrefix("https://github.com/")
            || !request.unit.repository.hasPrefix("github.com:")
        {
            return "it leads away from the server"
        }
        return nil
    }

    private static let schedule = FuzzTarget(
        "schedule", "cron expressions and windows"
    ) { input in
        let text = String(decoding: input, as: UTF8.self)
        if let cron = try? CronExpression(parsing: text) {
            guard let first = cron.next(after: 1_795_219_217) else { return "it is never due" }
            if first <= 1_795_219_217 || first % 60 != 0 { return "it is due before, or askew" }
            if cron.next(after: first - 1) != first { return "it is not due when it is due" }
        }
        if let window = try? ScheduleWindow(parsing: text) {
            let windows = ScheduleWindows([window])
            let opening = windows.opening(from: 1_795_219_217)
            if opening < 1_795_219_217 || !windows.isOpen(at: opening) { return "it never opens" }
        }
        return nil
    }
}
