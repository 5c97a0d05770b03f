import '$shared/base.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { openBackend } from './backend';
import { openDevice } from './device';

const target = document.getElementById('app');
if (target) mount(App, { target, props: { backend: openBackend(), device: openDevice() } });
