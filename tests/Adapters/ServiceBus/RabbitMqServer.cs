using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using PublicServices.Infra.ServiceBus;
using PublicServices.Tests.Doubles;

namespace PublicServices.Tests.Adapters.ServiceBus;

/// <summary>
/// A RabbitMQ of our own with its AMQP 1.0 plugin, in a folder and on ports of its own, or the one <c>PS_RABBITMQ_AMQP</c> and
/// <c>PS_RABBITMQ_HTTP</c> name. It ends with the tests.
/// </summary>
public sealed class RabbitMqServer : IAsyncLifetime
{
    public const string User = "guest";

    private const string Script = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly string? _givenAmqp = Environment.GetEnvironmentVariable("PS_RABBITMQ_AMQP");
    private readonly string? _givenHttp = Environment.GetEnvironmentVariable("PS_RABBITMQ_HTTP");
    private readonly string _folder = Directory.CreateTempSubdirectory("rabbitmq-").FullName;
    private readonly int _amqpPort = LoopbackPorts.Take(), _httpPort = LoopbackPorts.Take();
    private readonly int _epmdPort = LoopbackPorts.Take(), _distributionPort = LoopbackPorts.Take();
    private readonly HttpClient _http = new();
    private Process? _epmd;
    private Process? _server;

    /// <summary>Why there is none; null when there is one.</summary>
    public string? Missing => _givenAmqp is null && !File.Exists(Script) ? "rabbitmq-server is not installed (Debian's package rabbitmq-server)." : null;

    /// <summary>True when a test may kill it.</summary>
    public bool IsOurs => _givenAmqp is null;

    public ServiceBusOptions Options => new()
    {
        Endpoint = _givenAmqp ?? $"amqp://127.0.0.1:{_amqpPort}",
        ManagementEndpoint = HttpEndpoint,
        Broker = BrokerKind.RabbitMq,
        KeyName = User,
        Key = User,
        LongestReconnectPause = TimeSpan.FromSeconds(1),
    };

    private string HttpEndpoint => _givenHttp ?? $"http://127.0.0.1:{_httpPort}";

    public async ValueTask InitializeAsync()
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{User}")));
        if (Missing is not null) return;
        if (IsOurs)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "rabbitmq.conf"), $"""
                listeners.tcp.default = 127.0.0.1:{_amqpPort}
                management.tcp.ip = 127.0.0.1
                management.tcp.port = {_httpPort}
                amqp1_0.default_user = {User}
                default_user = {User}
                default_pass = {User}
                collect_statistics_interval = 500
                log.console = true
                log.file = false
                """.Replace("    ", "", StringComparison.Ordinal) + "\n");
            await File.WriteAllTextAsync(Path.Combine(_folder, "advanced.config"), "[{rabbit, [{quorum_tick_interval, 500}]}].\n");
            await File.WriteAllTextAsync(Path.Combine(_folder, "plugins"), "[rabbitmq_amqp1_0,rabbitmq_management].\n");
            // Its own, so that it can be ended with the broker.
            _epmd = Start(Epmd(), ["-address", "127.0.0.1", "-port", $"{_epmdPort}"], []);
            StartServer();
        }

        try
        {
            await UntilReadyAsync();
            await DeclareAsync(RabbitDefinitions.Of(BrokerCompliance.Topology));
        }
        catch
        {
            // Nobody disposes of a fixture that did not start.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await KillAsync();
        await EndAsync(_epmd);
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Declares exchanges, queues and bindings.</summary>
    public async Task DeclareAsync(string definitions)
    {
        using var body = new StringContent(definitions, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri($"{HttpEndpoint}/api/definitions"), body);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Empties the queues of the compliance's topology.</summary>
    public async Task PurgeAsync()
    {
        foreach (var topic in BrokerCompliance.Topology.Topics)
        {
            foreach (var consumer in topic.Subscriptions.Select(subscription => subscription.Consumer))
            {
                await PurgeAsync($"{topic.Name}.{consumer}");
                await PurgeAsync($"{topic.Name}.{consumer}.dead");
            }
        }
    }

    /// <summary>Ends it as a power cut does.</summary>
    public async Task KillAsync()
    {
        await EndAsync(_server);
        _server = null;
    }

    /// <summary>Starts it again on what it had written.</summary>
    public async Task StartAgainAsync()
    {
        StartServer();
        await UntilReadyAsync();
    }

    /// <summary>Closes every client connection.</summary>
    public async Task CutConnectionsAsync()
    {
        var names = await _http.GetStringAsync(new Uri($"{HttpEndpoint}/api/connections?columns=name"));
        foreach (var name in System.Text.Json.JsonDocument.Parse(names).RootElement.EnumerateArray().Select(one => one.GetProperty("name").GetString()!))
        {
            using var response = await _http.DeleteAsync(new Uri($"{HttpEndpoint}/api/connections/{Uri.EscapeDataString(name)}"));
        }
    }

    private static string Epmd() => Directory.GetDirectories("/usr/lib/erlang", "erts-*").Select(folder => Path.Combine(folder, "bin", "epmd")).First(File.Exists);

    private static Process Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task EndAsync(Process? process)
    {
        if (process is null) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void StartServer() => _server = Start(Script, [], new Dictionary<string, string>
    {
        ["RABBITMQ_NODENAME"] = $"ps{_amqpPort}@localhost",
        ["HOME"] = _folder,
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(_folder, "advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_DIST_PORT"] = $"{_distributionPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = $"{_epmdPort}",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
    });

    private async Task UntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            try
            {
                using var response = await _http.GetAsync(new Uri($"{HttpEndpoint}/api/health/checks/local-alarms"), patience.Token);
                if (response.IsSuccessStatusCode && await TakesConnectionsAsync()) return;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }

            if (_server is { HasExited: true }) throw new InvalidOperationException($"RabbitMQ ended with {_server.ExitCode}.");
            await poll.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task<bool> TakesConnectionsAsync()
    {
        var endpoint = new Uri(Options.Endpoint!);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(endpoint.Host, endpoint.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <remarks>After a start the broker answers before every queue has its leader, and refuses until then.</remarks>
    private async Task PurgeAsync(string queue)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            using var response = await _http.DeleteAsync(new Uri($"{HttpEndpoint}/api/queues/%2F/{Uri.EscapeDataString(queue)}/contents"), patience.Token);
            if (response.IsSuccessStatusCode) return;
            await poll.WaitForNextTickAsync(patience.Token);
        }
    }
}

/// <summary>Tests that share the one RabbitMQ, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RabbitMqTests : ICollectionFixture<RabbitMqServer>
{
    public const string Name = "RabbitMQ";
}

/// <summary>Tests that each break a RabbitMQ of their own, one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class RabbitMqFaults
{
    public const string Name = "RabbitMQ, broken";
}
