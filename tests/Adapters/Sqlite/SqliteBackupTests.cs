using System.Text;
using PublicServices.Infra.Sqlite;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Sqlite;

public sealed class SqliteBackupTests : IAsyncLifetime
{
    private readonly EngineFolder _folder = new();
    private readonly EngineFolder _copy = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _folder.DisposeAsync();
        await _copy.DisposeAsync();
    }

    [Fact]
    public async Task Copy_WhileCommitsGoOn_IsTheStateOfOneMoment()
    {
        var engine = _folder.Open();
        using var enough = new CancellationTokenSource();
        var acknowledged = 0;
        var writing = Task.Run(async () =>
        {
            // One record and one counter of them: a copy that mixed two moments would hold more records than the counter says, or fewer.
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                await WriteAsync(engine, $"reg-{i}", 0, Filler(i));
                await WriteAsync(engine, "run-counter", i, $"{i + 1}");
                Volatile.Write(ref acknowledged, i + 1);
            }
        }, Stop);
        while (Volatile.Read(ref acknowledged) < 100) await Task.Yield();

        var before = Volatile.Read(ref acknowledged);
        var bytes = 0L;
        SqliteBackup.Copy(_folder.Path, _copy.Path, piece => bytes += piece, Stop);
        var after = Volatile.Read(ref acknowledged);
        await enough.CancelAsync();
        await writing;

        bytes.Should().Be(new FileInfo(Path.Combine(_copy.Path, SqliteEngine.FileName)).Length);
        var copy = _copy.Open();
        (await copy.CheckAsync(Stop)).Should().BeEmpty();
        var counted = int.Parse(Encoding.UTF8.GetString((await copy.Records.LoadAsync(new RecordId("run-counter"), Stop))!.State.Span));
        counted.Should().BeInRange(before, after + 1);
        for (var i = 0; i < counted; i++)
            Encoding.UTF8.GetString((await copy.Records.LoadAsync(new RecordId($"reg-{i}"), Stop))!.State.Span).Should().Be(Filler(i));
        (await copy.Records.LoadAsync(new RecordId($"reg-{counted + 1}"), Stop)).Should().BeNull("it was not yet written when the counter said so");
        await WriteAsync(copy, "reg-new", 0, "the copy takes what is new");
    }

    [Fact]
    public async Task Copy_OfAWaitingMessage_DeliversIt()
    {
        var engine = _folder.Open();
        await engine.Queue.SendAsync([new Outgoing(new Message("m00000001", "a", new RecordId("s"), TimeProvider.System.GetUtcNow(), "c", Encoding.UTF8.GetBytes("kept")))], Stop);
        SqliteBackup.Copy(_folder.Path, _copy.Path, _ => { }, Stop);

        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        HandleMessage hear = (context, _) =>
        {
            heard.TrySetResult(Encoding.UTF8.GetString(context.Message.Data.Span));
            return ValueTask.CompletedTask;
        };
        await _copy.Open().Queue.StartAsync([new Subscription("one", new Dictionary<string, HandleMessage> { ["a"] = hear })], [], Stop);
        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Should().Be("kept");
    }

    [Fact]
    public void Copy_Cancelled_Stops()
    {
        _folder.Open();
        FluentActions.Invoking(() => SqliteBackup.Copy(_folder.Path, _copy.Path, _ => { }, new CancellationToken(canceled: true)))
            .Should().Throw<OperationCanceledException>();
    }

    private static string Filler(int i) => $"{i} {new string('x', 500)}";

    private static async Task WriteAsync(SqliteEngine engine, string id, long version, string state)
    {
        var result = await engine.Records.CommitAsync(
            new Commit { Record = new RecordId(id), ExpectedVersion = version, State = Encoding.UTF8.GetBytes(state) }, CancellationToken.None);
        result.Outcome.Should().Be(CommitOutcome.Done);
    }
}
