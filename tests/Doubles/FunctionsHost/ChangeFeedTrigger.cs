using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;

namespace PublicServices.Tests.Doubles.FunctionsHost;

/// <summary>The change feed of a container: changed documents, called again with the same until the function succeeds, when it is to be retried.</summary>
internal sealed class ChangeFeedTrigger(CosmosClient client, string database, Function function, Invoker invoker) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var container = client.GetContainer(database, function.Text("containerName"));
        var pause = TimeSpan.FromMilliseconds(function.Trigger["feedPollDelay"]!.GetValue<int>());
        var from = function.Trigger["startFromBeginning"]?.GetValue<bool>() == true ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Now();
        var options = new ChangeFeedRequestOptions { PageSizeHint = function.Trigger["maxItemsPerInvocation"]!.GetValue<int>() };
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                using var feed = container.GetChangeFeedStreamIterator(from, ChangeFeedMode.LatestVersion, options);
                using var page = await feed.ReadNextAsync(_stopping.Token);
                if (page.IsSuccessStatusCode && page.Content is { } content)
                {
                    using var body = await JsonDocument.ParseAsync(content, cancellationToken: _stopping.Token);
                    await CallAsync(body.RootElement.GetProperty("Documents").GetRawText());
                }
                else
                {
                    await PauseAsync(pause);
                }

                // A container that is not there yet answers without a place to go on from.
                if (page.ContinuationToken is { } next) from = ChangeFeedStartFrom.ContinuationToken(next);
            }
            catch (Exception e) when (e is CosmosException or HttpRequestException)
            {
                await PauseAsync(pause);
            }
        }
    }

    private async Task CallAsync(string documents)
    {
        // Text that is JSON is encoded as text once more, as with messages.
        while (!_stopping.IsCancellationRequested)
        {
            var call = new JsonObject
            {
                ["Data"] = new JsonObject { [function.Text("name")] = JsonSerializer.Serialize(documents) },
                ["Metadata"] = new JsonObject { ["sys"] = Invoker.Sys(function.Name) },
            };
            if (await invoker.InvokeAsync(function.Name, call, _stopping.Token) || !function.RetriesForEver) return;
            await PauseAsync(TimeSpan.FromMilliseconds(200));
        }
    }

    private async Task PauseAsync(TimeSpan pause) => await Task.Delay(pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
