import type { Component } from 'svelte';

export interface Page {
  path: string;
  title: string;
  /** The letter after `g`. */
  key: string;
  load(): Promise<{ default: Component }>;
  /** It shows nothing before the stream has told the state. */
  isLive?: boolean;
}

/** Every page of the frame; each is a chunk of its own. */
export const pages: Page[] = [
  { path: '/dashboard', title: 'Dashboard', key: 'd', isLive: true, load: () => import('../pages/DashboardPage.svelte') },
  { path: '/trading', title: 'Trading', key: 't', isLive: true, load: () => import('../pages/TradingPage.svelte') },
  { path: '/portfolio', title: 'Portfolio', key: 'p', isLive: true, load: () => import('../pages/PortfolioPage.svelte') },
  { path: '/trades', title: 'Trades', key: 'h', load: () => import('../pages/TradesPage.svelte') },
  { path: '/strategies', title: 'Strategies', key: 's', load: () => import('../pages/StrategiesPage.svelte') },
  { path: '/analytics', title: 'Analytics', key: 'y', load: () => import('../pages/AnalyticsPage.svelte') },
  { path: '/alerts', title: 'Alerts', key: 'a', load: () => import('../pages/AlertsPage.svelte') },
  { path: '/config', title: 'Configuration', key: 'c', load: () => import('../pages/ConfigPage.svelte') },
  { path: '/monitoring', title: 'Monitoring', key: 'm', load: () => import('../pages/MonitoringPage.svelte') },
  { path: '/settings', title: 'Settings', key: 'e', load: () => import('../pages/SettingsPage.svelte') },
];

export const pageAt = (path: string) => pages.find((page) => page.path === path);
