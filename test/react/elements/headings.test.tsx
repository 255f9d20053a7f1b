import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { EmotionClassifier, ScoresTable } from '@ferkit/react';
import { sixSamples } from '../support/report';

it('has a heading of the second level, or of the level that the page sets', () => {
  const { rerender } = render(<EmotionClassifier eager={false} />);
  expect(screen.getByRole('heading', { level: 2 })).toHaveTextContent('Facial expression');
  rerender(<EmotionClassifier eager={false} headingLevel={4} />);
  expect(screen.getByRole('heading', { level: 4 })).toHaveTextContent('Facial expression');
  rerender(<EmotionClassifier eager={false} caption={false} />);
  expect(screen.queryByRole('heading')).toBeNull();
});

it('tells of a level that is none', () => {
  render(<ScoresTable data={sixSamples()} headingLevel={7 as 6} />);
  expect(screen.getByRole('alert')).toHaveTextContent('headingLevel');
});
