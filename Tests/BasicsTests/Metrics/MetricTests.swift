import Basics
import Testing

@Suite struct MetricTests {
    @Test("metrics are written as Prometheus reads them")
    func exposition() {
        let registry = MetricRegistry()
        let counter = registry.counter(
            "a_total", "With a \\ and\na line.", MetricLabel("result", ["go\"od", "bad"]))
        let gauge = registry.gauge("b", "A gauge.")
        let histogram = registry.histogram("c_seconds", "Times.", bounds: [0.5, 2])
        counter.increment("go\"od")
        counter.increment("go\"od", by: 1.5)
        counter.increment("from outside")
        counter.increment("bad", by: -1)
        gauge.set(to: 5)
        gauge.add(amount: -7.25)
        histogram.observe(0.5)
        histogram.observe(.milliseconds(1500))
        histogram.observe(99)
        histogram.observe(.nan)
        #expect(
            registry.text == #"""
                # HELP a_total With a \\ and\na line.
                # TYPE a_total counter
                a_total{result="go\"od"} 2.5
                a_total{result="bad"} 0
                a_total{result="other"} 1
                # HELP b A gauge.
                # TYPE b gauge
                b -2.25
                # HELP c_seconds Times.
                # TYPE c_seconds histogram
                c_seconds_bucket{le="0.5"} 1
                c_seconds_bucket{le="2"} 2
                c_seconds_bucket{le="+Inf"} 3
                c_seconds_sum 101
                c_seconds_count 3

                """#)
    }

    @Test("each combination of values has a series of its own")
    func combinations() {
        let registry = MetricRegistry()
        let counter = registry.counter(
            "x_total", "X.", MetricLabel("one", ["a", "b"]), MetricLabel("two", ["c", "d"]))
        counter.increment("b", "c", by: 2)
        counter.increment("b", "z", by: 3)
        counter.increment("b", by: 4)
        let lines = registry.text.split(separator: "\n").dropFirst(2)
        #expect(
            lines == [
                #"x_total{one="a",two="c"} 0"#, #"x_total{one="a",two="d"} 0"#,
                #"x_total{one="b",two="c"} 2"#, #"x_total{one="b",two="d"} 0"#,
                #"x_total{one="b",two="other"} 7"#,
            ])
    }

    @Test("no count is lost when many tasks count at once")
    func concurrency() async {
        let registry = MetricRegistry()
        let counter = registry.counter("y_total", "Y.")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1000 { counter.increment() } }
            }
        }
        #expect(registry.text.hasSuffix("y_total 8000\n"))
    }
}
