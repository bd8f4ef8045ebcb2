namespace PublicServices.Tests.Unit.Exams;

/// <summary>A test with an exam world of its own.</summary>
public abstract class ExamTest : IAsyncLifetime
{
    internal ExamWorld World { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => World = await ExamWorld.OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        World.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
