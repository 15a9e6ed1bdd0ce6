internal import Foundation
internal import Synchronization

/// Posts deliveries one after the other, in the order in which they were written, through Debian's curl.
final class WebhookSender: Sendable {
    private let queue = DispatchQueue(label: "stand-in-webhooks")
    private let isStopped = Mutex(false)

    /// What is posted.
    struct Post: Sendable {
        let delivery: Int
        let url: String
        let headers: [String]
        let body: [UInt8]
    }

    /// Sends what is waiting, unless it was stopped; `answered` is called with the status of each, from another thread.
    func send(
        _ posts: [Post], answered: @escaping @Sendable (_ delivery: Int, _ status: Int) -> Void
    ) {
        for post in posts {
            queue.async { [self] in
                guard !isStopped.withLock({ $0 }) else { return }
                answered(post.delivery, Self.status(of: post))
            }
        }
    }

    /// Waits until everything that was given before was sent.
    func wait() { queue.sync {} }

    /// Sends nothing more.
    func stop() { isStopped.withLock { $0 = true } }

    /// The status that a receiver answers with; 502 when there is none, as GitHub notes it.
    private static func status(of post: Post) -> Int {
        var arguments = [
            "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--noproxy", "*",
            "--max-time", "10", "--data-binary", "@-",
        ]
        for header in post.headers { arguments += ["--header", header] }
        let output = try? Tool.run("curl", arguments + ["--", post.url], input: post.body)
        guard let status = output.flatMap({ Int($0.text) }), status > 0 else { return 502 }
        return status
    }
}

extension Engine {
    /// Sends the deliveries that were written since the last time.
    func sendDeliveries() {
        let posts = world.withLock { world -> [WebhookSender.Post] in
            let waiting = world.unsentDeliveries
            world.unsentDeliveries = []
            return waiting.compactMap { world.post($0) }
        }
        guard !posts.isEmpty else { return }
        sender.send(posts) { [weak self] id, status in
            self?.world.withLock { world in
                guard let index = world.deliveries.firstIndex(where: { $0.id == id }) else {
                    return
                }
                world.deliveries[index].statusCode = status
            }
        }
    }

    /// Notes what a request of somebody's changed, and sends it; nothing without a webhook.
    func tellOfChanges(by authorization: String?) {
        world.withLock { world in
            guard !world.webhooks.isEmpty else { return }
            let credential = (try? world.credential(authorization)) ?? .anonymous
            world.noticeChanges(by: credential.actor(in: world))
        }
        sendDeliveries()
    }
}

extension World {
    /// What is posted for a delivery; nil for one without a payload or a webhook.
    func post(_ id: Int) -> WebhookSender.Post? {
        guard let delivery = deliveries.first(where: { $0.id == id }), let body = delivery.payload,
            let hook = webhooks.first(where: { $0.app.id == delivery.app })
        else { return nil }
        return WebhookSender.Post(
            delivery: id, url: hook.url,
            headers: [
                "Content-Type: application/json", "User-Agent: GitHub-Hookshot/044aadd",
                "X-GitHub-Event: \(delivery.event)", "X-GitHub-Delivery: \(delivery.guid)",
                "X-GitHub-Hook-ID: \(hook.id)",
                "X-GitHub-Hook-Installation-Target-Type: integration",
                "X-GitHub-Hook-Installation-Target-ID: \(hook.app.id)",
                "X-Hub-Signature-256: \(hook.signature(of: body))",
            ], body: body)
    }
}
