namespace PublicServices.Infra.ServiceBus;

#pragma warning disable CA1001 // What it would dispose of holds nothing: no wait handle is ever asked for.
/// <summary>Receives from one place of the broker until it is told to stop.</summary>
internal abstract class Receiver(Surroundings around, string address)
{
    private readonly CancellationTokenSource _stopping = new();

    public string Address => address;

    protected Surroundings Around => around;

    protected CancellationToken Stopping => _stopping.Token;

    public abstract void Start();

    /// <summary>Takes nothing more; returns when what is under way is over.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await UntilIdleAsync();
    }

    protected abstract Task UntilIdleAsync();

    /// <summary>Calls again and again, with growing pauses while it fails.</summary>
    protected async Task RepeatAsync(Func<Task<bool>> once)
    {
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (!await once()) return;
                failures = 0;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (_stopping.IsCancellationRequested) return;
                if (e is BrokerException disturbed) ReceiverLog.Disturbed(around.Logger, address, disturbed.Message);
                else ReceiverLog.Broken(around.Logger, e, address);
                await around.BackOffAsync(failures++, _stopping.Token);
            }
        }
    }
}
