using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PublicServices.Tests.Doubles.Cosmos;

namespace PublicServices.Tests.EndToEnd.Engines;

/// <summary>
/// Counts what each journey takes of Cosmos DB and Service Bus, one at a time, all that follows by message included. The figures are
/// those of bicep/capacity.md; the bounds here are what that page's limits stand on. CAPACITY_JSON=FILE writes them down.
/// </summary>
public sealed class CapacityTests(ITestOutputHelper output)
{
    /// <summary>Each journey so often; the mean is told.</summary>
    private const int Times = 20;

    private const double FileUnits = 300, PayUnits = 550;
    private const int Messages = 24, LargestBytes = 50_000, PhotoBytes = 2_000_000;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);
    private readonly JsonObject _figures = [];

    [Fact]
    public async Task A_journey_takes_no_more_than_the_capacity_page_reckons_with()
    {
        Assert.SkipWhen(EngineStand.Missing(TestedEngine.Azure) is not null, EngineStand.Missing(TestedEngine.Azure) ?? "");
        await using var stand = await EngineStand.StartAsync(TestedEngine.Azure);
        await using var server = await ServerProcess.StartAsync(stand);
        using var lan = await Visitor.SignInAsync(server.Url, "acc-lan");
        using var school = await Visitor.SignInAsync(server.Url, "school-01-001");
        using var admin = await Visitor.SignInAsync(server.Url, "operator");
        await using var portal = await PortalEar.ListenAsync(admin);
        var family = new Family(lan, lan);
        // The first journey meets what is not warm yet.
        await family.ConfirmedAsync(1);

        await stand.DrainedAsync();
        var began = Reading.Of(stand, server);
        await Task.Delay(Idle, TestContext.Current.CancellationToken);
        var idle = Reading.Of(stand, server) - began;
        _figures["idle, one second"] = idle.Per(idle.Took.TotalSeconds);

        var filed = new List<Answer>();
        var file = await CountAsync("file", i => AddAsync(filed, family.FileAsync(Candidates.FreeFiling(100 + i))));
        var pay = await CountAsync("pay", async i =>
        {
            await family.PayAsync(filed[i].Text("payment"));
            await family.UntilAsync(filed[i].Text("registration"), "Confirmed", "Paid");
        });
        await CountAsync("look", async i =>
        {
            (await lan.GetAsync("/api/exams/registrations")).Must(HttpStatusCode.OK);
            (await family.ReadAsync(filed[i].Text("registration"))).Must(HttpStatusCode.OK);
        });

        var photo = Photos.OfSize(PhotoBytes);
        using var phone = new Visitor(server.Url);
        var pupils = new List<Answer>();
        await CountAsync("file, to be checked", i => AddAsync(pupils, family.FileAsync(Candidates.SchoolFiling(200 + i))));
        await CountAsync("photo of 2 MB", async i =>
        {
            var uploader = new Uploader(lan, phone, pupils[i].Text("registration"));
            var ticket = (await uploader.OpenAsync(photo)).Must(HttpStatusCode.Created);
            (await uploader.FinishAsync(ticket.Text("upload"), photo)).Must(HttpStatusCode.OK);
        });
        await CountAsync("correct", async i =>
        {
            var registration = pupils[i].Text("registration");
            (await school.PostAsync(
                $"/api/exams/registrations/{registration}/corrections",
                """{"reasons":[{"field":"address","text":"Thiếu số nhà"}]}""",
                ("If-Match", (await family.ReadAsync(registration)).Headers["ETag"]))).Must(HttpStatusCode.OK);
            var read = await family.ReadAsync(registration);
            var form = Candidates.SchoolForm(200 + i);
            form["address"] = "Số 5, phố Minh Họa";
            (await lan.PutAsync($"/api/exams/registrations/{registration}", form.ToJsonString(), ("If-Match", read.Headers["ETag"]))).Must(HttpStatusCode.OK);
        });
        await CountAsync("check", async i =>
        {
            var registration = pupils[i].Text("registration");
            var read = await family.ReadAsync(registration);
            (await school.PostAsync($"/api/exams/registrations/{registration}/check", null, ("If-Match", read.Headers["ETag"]))).Must(HttpStatusCode.OK);
        });
        var largest = stand.Cosmos.Dump("public-services", "records").Select(item => (Key: $"{JsonNode.Parse(item)!["pk"]}", Bytes: Encoding.UTF8.GetByteCount(item)))
            .GroupBy(item => item.Key).Select(partition => (partition.Key, Bytes: partition.Sum(item => item.Bytes)))
            .Where(partition => partition.Key.StartsWith("reg-", StringComparison.Ordinal)).Max(partition => partition.Bytes);
        _figures["largest registration, bytes"] = largest;

        var text = _figures.ToJsonString(new() { WriteIndented = true });
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("CAPACITY_JSON") is { Length: > 0 } path) await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        file.Units.Should().BeInRange(1, FileUnits * Times);
        pay.Units.Should().BeInRange(1, PayUnits * Times);
        (file.Messages + pay.Messages).Should().BeInRange(2 * Times, Messages * Times);
        largest.Should().BeLessThan(LargestBytes);

        async Task<Reading> CountAsync(string journey, Func<int, Task> goAsync)
        {
            var before = Reading.Of(stand, server);
            for (var i = 0; i < Times; i++) await goAsync(i);
            await stand.DrainedAsync();
            var took = Reading.Of(stand, server) - before;
            _figures[journey] = took.Without(idle).Per(Times);
            return took.Without(idle);
        }
    }

    private static async Task AddAsync(List<Answer> answers, Task<Answer> filing) => answers.Add((await filing).Must(HttpStatusCode.Created));

    /// <summary>What the doubles and the process have counted, or the difference of two such moments.</summary>
    private sealed record Reading(
        TimeSpan Took, double Units, double Reads, long Requests, long BytesIn, long Messages, long Copies, TimeSpan Processor, IReadOnlyDictionary<string, double> Containers)
    {
        public static Reading Of(EngineStand stand, ServerProcess server)
        {
            var usage = stand.Cosmos.Usage.ByOperation;
            var (taken, copied) = stand.Broker!.Traffic();
            return new(
                TimeSpan.FromSeconds((double)Stopwatch.GetTimestamp() / Stopwatch.Frequency),
                usage.Values.Sum(one => one.RequestUnits),
                usage.Where(one => one.Key is GatewayOperation.Read or GatewayOperation.Query).Sum(one => one.Value.RequestUnits),
                usage.Values.Sum(one => one.Requests),
                usage.Values.Sum(one => one.BytesIn),
                taken,
                copied,
                server.ProcessorTime,
                stand.Cosmos.Usage.ByContainer.ToDictionary(one => one.Key, one => one.Value.RequestUnits));
        }

        public static Reading operator -(Reading later, Reading earlier) => new(
            later.Took - earlier.Took, later.Units - earlier.Units, later.Reads - earlier.Reads, later.Requests - earlier.Requests,
            later.BytesIn - earlier.BytesIn, later.Messages - earlier.Messages, later.Copies - earlier.Copies, later.Processor - earlier.Processor,
            later.Containers.ToDictionary(one => one.Key, one => one.Value - earlier.Containers.GetValueOrDefault(one.Key)));

        /// <summary>Takes away what an idle system takes in the same time.</summary>
        public Reading Without(Reading idle)
        {
            var part = Took / idle.Took;
            return this with
            {
                Units = Units - (idle.Units * part),
                Reads = Reads - (idle.Reads * part),
                Requests = Requests - (long)(idle.Requests * part),
                BytesIn = BytesIn - (long)(idle.BytesIn * part),
                Processor = Processor - (idle.Processor * part),
                Containers = Containers.ToDictionary(one => one.Key, one => one.Value - (idle.Containers.GetValueOrDefault(one.Key) * part)),
            };
        }

        public JsonObject Per(double times) => new()
        {
            ["requestUnits"] = Math.Round(Units / times, 1),
            ["ofReads"] = Math.Round(Reads / times, 1),
            ["cosmosRequests"] = Math.Round(Requests / times, 1),
            ["kilobytesSent"] = Math.Round(BytesIn / times / 1000, 1),
            ["messages"] = Math.Round(Messages / times, 1),
            ["deliveries"] = Math.Round(Copies / times, 1),
            ["processorMs"] = Math.Round(Processor.TotalMilliseconds / times, 1),
            ["unitsByContainer"] = new JsonObject(Containers.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, Math.Round(one.Value / times, 1)))),
        };
    }
}
