using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PublicServices.Exams;
using PublicServices.Functions.Hosting.SignIn;
using PublicServices.Functions.Hosting.Web;
using PublicServices.Kernel;

namespace PublicServices.Tests.Adapters.Web;

/// <summary>The real middleware and pages on loopback, with a few routes of the test's own.</summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private WebHost(WebApplication app, string folder)
    {
        (_app, _folder) = (app, folder);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public IReadOnlyList<string> Logged { get; private init; } = [];

    public static async Task<WebHost> StartAsync(string environment, Action<WebApplication>? routes = null, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("ps-web-").FullName;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "PublicServices.Functions", EnvironmentName = environment });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Data:Folder"] = folder;
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Services.AddSingleton<IReadOnlyList<Persona>>([new("acc-lan", Role.Family, "Nguyễn Thị Lan"), new("sch-1", Role.School, "Trần Văn Bình", "01-002")]);
        builder.Services.AddSingleton<ExamRuleBook>();
        builder.Services.AddWeb(builder.Configuration, builder.Environment);
        var log = new List<string>();
        builder.Logging.ClearProviders().AddProvider(new ListLog(log));
        var app = builder.Build();
        app.UseWeb();
        routes?.Invoke(app);
        await app.StartAsync();
        return new WebHost(app, folder) { Logged = log };
    }

    /// <summary>A client without redirects or cookies of its own.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };

    /// <summary>Signs in as a demonstration person.</summary>
    /// <returns>The token, which the client sends from now on.</returns>
    public static async Task<string> SignInAsync(HttpClient client, string persona)
    {
        using var answer = await client.PostAsJsonAsync("/api/sign-in", new { persona }, TestContext.Current.CancellationToken);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("accessToken").GetString()!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return token;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class ListLog(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines) lines.Add($"{logLevel}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
