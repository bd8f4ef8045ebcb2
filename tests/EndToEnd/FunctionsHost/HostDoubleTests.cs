using PublicServices.Tests.Doubles.FunctionsHost;

namespace PublicServices.Tests.EndToEnd.FunctionsHost;

/// <summary>The double itself keeps to the host's contract, also with a program that does not.</summary>
public sealed class HostDoubleTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ps-host-");

    public HostDoubleTests()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "host.json"), """{"functionTimeout":"00:02:00","customHandler":{"enableProxyingHttpRequest":true}}""");
        Write("Tick", """{"bindings":[{"type":"timerTrigger","name":"timer","schedule":"* * * * * *"}]}""");
        Write("Pages", """{"bindings":[{"type":"httpTrigger","name":"request","methods":["get"],"route":"{*path}"},{"type":"http","name":"response"}]}""");
    }

    [Fact]
    public async Task An_object_is_a_success()
    {
        await using var host = await StartAsync("well");
        await UntilAsync(() => host.Invocations.Any(call => call.IsSuccess), "a call succeeds");
        host.Starts.Should().Be(1, "it said: {0}", host.Output);
    }

    [Theory]
    [InlineData("text", 200)]
    [InlineData("error", 503)]
    public async Task Text_and_other_statuses_are_failures(string how, int status)
    {
        await using var host = await StartAsync(how);
        await UntilAsync(() => host.Invocations.Count > 1, "calls are answered");
        host.Invocations.Should().OnlyContain(call => call.Status == status && !call.IsSuccess);
        host.Starts.Should().Be(1, "a failed call ends nothing; it said: {0}", host.Output);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("null")]
    public async Task An_empty_answer_hangs_until_the_timeout_kills_the_program(string how)
    {
        await using var host = await StartAsync(how, functionTimeout: TimeSpan.FromSeconds(3));
        await UntilAsync(() => host.Starts > 1, "the program is started again");
        host.Invocations.Should().NotBeEmpty().And.OnlyContain(call => !call.IsSuccess);
        host.GaveUp.Should().BeNull("a timeout is no error of the program's");
    }

    [Fact]
    public async Task An_end_with_0_is_the_end()
    {
        await using var host = await StartAsync("ends:0");
        await UntilAsync(() => host.GaveUp is not null, "the host gives up");
        host.Starts.Should().Be(1, "it said: {0}", host.Output);
    }

    [Fact]
    public async Task An_end_with_200_is_no_error()
    {
        await using var host = await StartAsync("ends:200");
        await UntilAsync(() => host.Starts > 4, "the program is started again and again");
        host.GaveUp.Should().BeNull();
    }

    [Theory]
    [InlineData("ends:1")]
    [InlineData("ends:killed")]
    public async Task Three_errors_are_the_end(string how)
    {
        await using var host = await StartAsync(how);
        await UntilAsync(() => host.GaveUp is not null, "the host gives up");
        host.Starts.Should().Be(3, "it said: {0}", host.Output);
    }

    [Fact]
    public async Task A_program_that_never_answers_is_an_error()
    {
        await using var host = await StartAsync("never-listens", TimeSpan.FromSeconds(1));
        await UntilAsync(() => host.GaveUp is not null, "the host gives up");
    }

    [Fact]
    public async Task A_function_that_is_switched_off_is_not_called()
    {
        await using var host = await StartAsync("well", environment: new() { ["AzureWebJobs.Pages.Disabled"] = "true" });
        using var visitor = new Visitor(host.Endpoint);
        (await visitor.GetAsync("/")).Must(System.Net.HttpStatusCode.NotFound);
        await UntilAsync(() => host.Invocations.Count > 0, "the other one is");
    }

    [Fact]
    public async Task Messages_as_text_are_refused()
    {
        Write("Ledger", """{"bindings":[{"type":"serviceBusTrigger","name":"message","dataType":"string","cardinality":"one"}]}""");
        await FluentActions.Awaiting(() => StartAsync("well")).Should().ThrowAsync<InvalidDataException>();
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static Task UntilAsync(Func<bool> condition, string what) => Eventually.TrueAsync(() => Task.FromResult(condition()), what);

    private Task<FunctionsHostDouble> StartAsync(
        string how, TimeSpan? initialization = null, Dictionary<string, string>? environment = null, TimeSpan? functionTimeout = null) =>
        FunctionsHostDouble.StartAsync(
            new FunctionsHostOptions
            {
                Program = ["dotnet", typeof(FunctionsHostDouble).Assembly.Location, "odd-handler", how],
                Root = _root.FullName,
                Environment = environment ?? [],
                FunctionTimeout = functionTimeout ?? ServerProcess.Patience,
                InitializationTimeout = initialization ?? ServerProcess.Patience,
            },
            TestContext.Current.CancellationToken);

    private void Write(string function, string json)
    {
        var folder = _root.CreateSubdirectory(function);
        File.WriteAllText(Path.Combine(folder.FullName, "function.json"), json);
    }
}
